package telltale.sending;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.DeliveryId;
import telltale.model.Person;
import telltale.store.ConsentRequests.Asked;
import telltale.store.Consents;
import telltale.store.Persons;
import telltale.store.Store;

/**
 * The decisions about consent that a recipient makes through the links in a message. Every method throws
 * {@link PreferencesUnavailableException} while the database is unavailable.
 */
public final class RecipientConsents {
    private static final Logger log = LoggerFactory.getLogger(RecipientConsents.class);

    private final Consents consents;
    private final Persons persons;
    private final Clock clock;

    public RecipientConsents(Store store, Clock clock) {
        this.consents = store.consents();
        this.persons = store.persons();
        this.clock = clock;
    }

    /**
     * What a recipient was asked, and decided.
     *
     * @param tracked false if the recipient has opted out of all tracking
     * @param request the last request that the recipient got, or null
     * @param askedAt when the recipient got it, or null
     * @param inForce the decisions in force
     */
    public record Standing(
            boolean tracked,
            @Nullable ConsentRequest request,
            @Nullable Instant askedAt,
            Map<ConsentPurpose, Consent> inForce) {
        public Standing {
            inForce = Collections.unmodifiableMap(copy(inForce));
        }

        /**
         * The purposes to ask about, in their order: those of the request, or of measurement if there is none, that the recipient
         * has not consented to.
         */
        public List<ConsentPurpose> open() {
            return (request == null ? ConsentPurpose.MEASUREMENT : request.purposes())
                    .stream().filter(purpose -> !isGiven(purpose)).toList();
        }

        /** The purposes that the recipient has consented to, in their order. */
        public List<ConsentPurpose> given() {
            return inForce.keySet().stream().filter(this::isGiven).toList();
        }

        private boolean isGiven(ConsentPurpose purpose) {
            Consent consent = inForce.get(purpose);
            return consent != null && consent.decision() == ConsentDecision.GIVEN;
        }
    }

    /**
     * What proves a decision.
     *
     * @param wording the version of the text that the person saw, or null
     * @param channel the page
     * @param evidence what else the page knows
     */
    public record Proof(@Nullable String wording, String channel, String evidence) {}

    /** What the recipient of a delivery was asked, and decided; empty if there is no such delivery. */
    public Optional<Standing> standing(DeliveryId delivery) {
        return RecipientPreferences.available(() -> {
            Optional<Person> person = persons.recipient(delivery);
            Optional<Asked> asked = consents.requests().of(delivery);
            return person.map(known -> new Standing(
                    known.tracked(),
                    asked.map(Asked::request).orElse(null),
                    asked.map(Asked::at).orElse(null),
                    inForce(delivery)));
        });
    }

    /** The decisions in force of a delivery's recipient. */
    Map<ConsentPurpose, Consent> inForce(DeliveryId delivery) {
        Map<ConsentPurpose, Consent> inForce = new EnumMap<>(ConsentPurpose.class);
        consents.inForce(delivery)
                .orElse(List.of())
                .forEach(entry -> inForce.put(entry.consent().purpose(), entry.consent()));
        return inForce;
    }

    /** Records decisions of a delivery's recipient, except those that change nothing. */
    public void decide(DeliveryId delivery, Map<ConsentPurpose, ConsentDecision> decisions, Proof proof) {
        List<Consent> changes = RecipientPreferences.available(() -> record(delivery, decisions, proof));
        for (Consent change : changes) {
            log.info(
                    "The recipient of {} decided about {}: {}",
                    delivery,
                    change.purpose().wireName(),
                    change.decision().wireName());
        }
    }

    private List<Consent> record(DeliveryId delivery, Map<ConsentPurpose, ConsentDecision> decisions, Proof proof) {
        Instant now = clock.instant();
        Map<ConsentPurpose, Consent> inForce = inForce(delivery);
        List<Consent> changes = new ArrayList<>();
        copy(decisions).forEach((purpose, decision) -> {
            Consent before = inForce.get(purpose);
            if (before == null || isChange(before.decision(), decision)) {
                Instant at = before == null ? now : after(before.at(), now);
                changes.add(new Consent(purpose, decision, at, proof.wording, proof.channel, proof.evidence));
            }
        });
        return changes.isEmpty() || consents.record(delivery, changes, Consents.RECIPIENT, now) ? changes : List.of();
    }

    /** A refusal after a withdrawal changes nothing, nor the other way round. */
    private static boolean isChange(ConsentDecision before, ConsentDecision decision) {
        return (before == ConsentDecision.GIVEN) != (decision == ConsentDecision.GIVEN);
    }

    /** Now, or the first time after the decision before: the clock of the node that recorded it may be ahead. */
    private static Instant after(Instant before, Instant now) {
        Instant earliest = before.plusMillis(1);
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return at.isBefore(earliest) ? earliest : at;
    }

    private static <V> Map<ConsentPurpose, V> copy(Map<ConsentPurpose, V> map) {
        Map<ConsentPurpose, V> copy = new EnumMap<>(ConsentPurpose.class);
        copy.putAll(map);
        return copy;
    }
}
