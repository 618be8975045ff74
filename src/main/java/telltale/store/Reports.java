package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;

/**
 * The mails that came back, and their consequences for deliveries and persons. Writes are durable and throw as in {@link Store}.
 * A delivery is bounced, confirmed, receipted or replied to as long as one of its reports has that effect; a suppression that
 * names a report is lifted when the report no longer has it.
 */
public interface Reports {
    /** The reports that are stored with a delivery: a copy of a mail is enough to write any number of them. */
    int MAX_OF_DELIVERY = 100;

    /** Decides what follows from a report: a pure function, since a transaction may be retried. */
    @FunctionalInterface
    interface Decider {
        /**
         * Returns what follows from a report about a delivery.
         *
         * @param facts what was read, with a person's correction
         * @param isConfirmed whether a person corrected the report
         * @param standing the facts of the delivery and its recipient
         */
        ReportDecision decide(NewReport report, ReportFacts facts, boolean isConfirmed, DeliveryStanding standing);
    }

    /**
     * The result for one report.
     *
     * @param id its id, or that of the stored report with the same octets
     * @param isNew false if a report with the same octets is stored; nothing was changed then
     */
    record Stored(UUID id, boolean isNew, ReportDecision decision) {}

    /**
     * Stores reports, carries out what follows from them, and stores how far a mailbox was read, in one transaction. A report
     * without an existing delivery is stored without one, and changes nothing; so is one beyond {@link #MAX_OF_DELIVERY}, without
     * its octets. One about a test delivery is stored with that, and is no report.
     *
     * @param reached null for reports that do not come from a mailbox
     * @return a result for each report, in order
     */
    List<Stored> store(List<NewReport> reports, Decider decider, @Nullable MailboxPosition reached);

    /** How far a mailbox was read; empty before the first time. */
    Optional<MailboxPosition> position(String mailbox);

    /** The delivery that the mail server gave an identifier; empty if there is none, or more than one. */
    Optional<DeliveryId> withQueueId(String queueId);

    /** The newest delivery to an address. */
    Optional<DeliveryId> newestTo(EmailAddress recipient);

    /** Reports that the query selects, newest first. */
    List<StoredReport> find(ReportQuery query);

    /** The report with this id. */
    Optional<StoredReport> report(UUID id);

    /** The kept octets of a report; empty if it does not exist, or they were deleted. */
    Optional<byte[]> raw(UUID id);

    /**
     * Stores a person's correction, and carries out what follows.
     *
     * @param correction null removes it
     * @return false if the report does not exist
     */
    boolean correct(UUID id, @Nullable ReportCorrection correction, Decider decider);

    /** Replaces what was read in a report, and carries out what follows; false if the report does not exist. */
    boolean reread(UUID id, ReportFacts facts, Decider decider);

    /**
     * Decides again about reports that could not be decided because their delivery was being sent.
     *
     * @return how many were decided
     */
    int decidePending(int limit, Decider decider);

    /** Reports with kept octets that other rules read, in the order of their ids. */
    List<StoredReport> outdated(String ruleset, @Nullable UUID after, int limit);

    /** How many reports with kept octets other rules read. */
    long countOutdated(String ruleset);

    /**
     * Deletes reports without a delivery that were received before a time, and the octets of others received before another.
     *
     * @return whether there may be more
     */
    boolean purge(Instant unrelatedBefore, Instant rawBefore, int limit);
}
