package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.Consent;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/**
 * The consent ledger: what persons decided about each purpose. Entries are added and never changed; of a person's entries
 * about one purpose the one with the latest time of decision is in force, and of two with the same time a refusal or
 * withdrawal. Writes are durable, and throw as in {@link Store}.
 */
public interface Consents {
    /** A recipient who decides by a link in a mail. */
    AuditEntry.Actor RECIPIENT = new AuditEntry.Actor("recipient", "");

    /** The channel of decisions on the preference page. */
    String PREFERENCE_PAGE = "preference page";

    /** A decision to record. */
    record Decided(EmailAddress address, Consent consent) {}

    /**
     * An entry of the ledger.
     *
     * @param number its place, in the order of recording
     * @param masked the address in masked form, for display
     * @param actor who recorded it
     */
    record Entry(
            long number,
            PersonKey person,
            String masked,
            Consent consent,
            Instant recordedAt,
            AuditEntry.Actor actor) {}

    /**
     * Records all of these decisions or, when it throws, none. A decision that the ledger has is not recorded again: one of the
     * same person, purpose, kind and time.
     *
     * @return the number of new entries
     */
    int record(List<Decided> decisions, AuditEntry.Actor actor, Instant now);

    /** Records decisions of the recipient of a delivery; false if the delivery does not exist. */
    boolean record(DeliveryId delivery, List<Consent> decisions, AuditEntry.Actor actor, Instant now);

    /**
     * Entries of all persons, in the order of recording.
     *
     * @param after the number of the entry before, or 0
     */
    List<Entry> page(long after, int limit);

    /** Entries of a person, in the order of recording. */
    List<Entry> page(EmailAddress address, long after, int limit);

    /** The entries of a person that are in force: at most one of each purpose, in the order of the purposes. */
    List<Entry> inForce(EmailAddress address);

    /** The entries in force of a delivery's recipient; empty if the delivery does not exist. */
    Optional<List<Entry>> inForce(DeliveryId delivery);

    /** The requests for consent. */
    ConsentRequests requests();
}
