package telltale.web.api;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.Person;
import telltale.store.AuditEntry;
import telltale.store.Consents.Entry;
import telltale.web.http.Unwrapped;

/** The JSON of an entry of the consent ledger. */
record ConsentJson(
        long number,
        String person,
        String address,
        @Unwrapped DecisionJson decided) {
    /** The time after a refusal or withdrawal in which a person is not asked again (CNIL, deliberation 2026-042). */
    private static final Period LOCK = Period.ofMonths(6);

    /**
     * A decision without its person.
     *
     * @param evidence its proof
     */
    record DecisionJson(
            String purpose,
            String decision,
            Instant at,
            Optional<String> wording,
            Optional<String> channel,
            Optional<String> evidence,
            Instant recordedAt,
            AuditEntry.Actor recordedBy) {
        static DecisionJson of(Entry entry) {
            Consent consent = entry.consent();
            return new DecisionJson(
                    consent.purpose().wireName(),
                    consent.decision().wireName(),
                    consent.at(),
                    Optional.ofNullable(consent.wording()),
                    Optional.ofNullable(consent.channel()),
                    Optional.ofNullable(consent.evidence()),
                    entry.recordedAt(),
                    entry.actor());
        }
    }

    static ConsentJson of(Entry entry) {
        return new ConsentJson(entry.number(), entry.person().hex(), entry.masked(), DecisionJson.of(entry));
    }

    /**
     * What a person decided about a purpose.
     *
     * @param decision null if the person was not asked
     * @param mayAsk whether the person may be asked now
     * @param askFrom the time from which the person may be asked again; null if there is none
     */
    record PurposeJson(
            String purpose,
            @Nullable String decision,
            @Nullable Instant at,
            boolean mayAsk,
            @Nullable Instant askFrom) {
        static PurposeJson of(ConsentPurpose purpose, Optional<Entry> entry, Instant now) {
            if (entry.isEmpty()) {
                return new PurposeJson(purpose.wireName(), null, null, true, null);
            }
            Consent consent = entry.get().consent();
            Instant askFrom = consent.decision() == ConsentDecision.GIVEN
                    ? null
                    : consent.at().atOffset(ZoneOffset.UTC).plus(LOCK).toInstant();
            return new PurposeJson(
                    purpose.wireName(),
                    consent.decision().wireName(),
                    consent.at(),
                    askFrom != null && !now.isBefore(askFrom),
                    askFrom);
        }
    }

    /**
     * The decisions of a person that are in force.
     *
     * @param tracked false if the person has opted out of all tracking, regardless of the purposes
     */
    record Current(String person, String address, boolean tracked, List<PurposeJson> purposes) {
        static Current of(Person person, List<Entry> inForce, Instant now) {
            return new Current(
                    person.key().hex(),
                    person.masked(),
                    person.tracked(),
                    Stream.of(ConsentPurpose.values())
                            .map(purpose -> PurposeJson.of(
                                    purpose,
                                    inForce.stream()
                                            .filter(entry -> entry.consent().purpose() == purpose)
                                            .findFirst(),
                                    now))
                            .toList());
        }
    }
}
