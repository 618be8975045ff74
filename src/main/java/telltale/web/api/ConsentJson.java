package telltale.web.api;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.Person;
import telltale.store.AuditEntry;
import telltale.store.ConsentRequests.Asked;
import telltale.store.Consents.Entry;
import telltale.web.http.Unwrapped;

/** The JSON of an entry of the consent ledger. */
record ConsentJson(
        long number,
        String person,
        String address,
        @Unwrapped DecisionJson decided) {
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

    /** The last request for consent that a person got. */
    record RequestJson(
            Instant at, List<String> purposes, String sender, Optional<String> wording, Optional<String> text) {
        static RequestJson of(Asked asked) {
            ConsentRequest request = asked.request();
            return new RequestJson(
                    asked.at(),
                    request.purposes().stream().map(ConsentPurpose::wireName).toList(),
                    request.sender(),
                    Optional.ofNullable(request.wording()),
                    Optional.ofNullable(request.text()));
        }
    }

    static ConsentJson of(Entry entry) {
        return new ConsentJson(entry.number(), entry.person().hex(), entry.masked(), DecisionJson.of(entry));
    }

    /**
     * What a person decided about a purpose.
     *
     * @param decision null if the person has not decided
     * @param mayAsk whether the person may be asked now
     * @param askFrom the time from which the person may be asked again; null if there is none
     */
    record PurposeJson(
            String purpose,
            @Nullable String decision,
            @Nullable Instant at,
            boolean mayAsk,
            @Nullable Instant askFrom) {
        static PurposeJson of(ConsentPurpose purpose, @Nullable Consent decided, Asking asking) {
            boolean isGiven = decided != null && decided.decision() == ConsentDecision.GIVEN;
            Instant askFrom = isGiven ? null : latest(decided, asking.askedAt);
            return new PurposeJson(
                    purpose.wireName(),
                    decided == null ? null : decided.decision().wireName(),
                    decided == null ? null : decided.at(),
                    asking.isPossible && !isGiven && (askFrom == null || !asking.now.isBefore(askFrom)),
                    askFrom);
        }

        /** The time from which neither a refusal or withdrawal nor a request is too recent. */
        private static @Nullable Instant latest(@Nullable Consent decided, @Nullable Instant askedAt) {
            return Stream.of(Optional.ofNullable(decided).map(Consent::at), Optional.ofNullable(askedAt))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder())
                    .map(ConsentRequest::askFrom)
                    .orElse(null);
        }
    }

    /** Whether a person may be asked, as far as it does not depend on the purpose. */
    private record Asking(boolean isPossible, @Nullable Instant askedAt, Instant now) {}

    /**
     * The decisions of a person that are in force.
     *
     * @param tracked false if the person has opted out of all tracking, regardless of the purposes
     * @param askedAt when the person got the last mail that asked for consent, or null
     */
    record Current(
            String person,
            String address,
            boolean tracked,
            @Nullable Instant askedAt,
            List<PurposeJson> purposes) {
        static Current of(Person person, List<Entry> inForce, @Nullable Instant askedAt, Instant now) {
            boolean isPossible = person.tracked() && person.refusal(true, null).isEmpty();
            Asking asking = new Asking(isPossible, askedAt, now);
            return new Current(
                    person.key().hex(),
                    person.masked(),
                    person.tracked(),
                    askedAt,
                    Stream.of(ConsentPurpose.values())
                            .map(purpose -> PurposeJson.of(purpose, decided(purpose, inForce), asking))
                            .toList());
        }

        private static @Nullable Consent decided(ConsentPurpose purpose, List<Entry> inForce) {
            return inForce.stream()
                    .map(Entry::consent)
                    .filter(consent -> consent.purpose() == purpose)
                    .findFirst()
                    .orElse(null);
        }
    }
}
