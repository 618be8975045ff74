package telltale.web.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.web.http.Unwrapped;

/**
 * The JSON of a person's tracking preference and suppression: without the address, which is not stored with them.
 */
record PersonJson(String person, boolean tracked, @Nullable SuppressionJson suppression) {
    /** A suppression without its person. */
    record SuppressionJson(String scope, String reason, Instant at) {
        static @Nullable SuppressionJson of(@Nullable Suppression suppression) {
            return suppression == null
                    ? null
                    : new SuppressionJson(suppression.scope().wireName(), suppression.reason(), suppression.at());
        }
    }

    /** The person's key and masked address, with the suppression. */
    record Suppressed(
            String person,
            String address,
            @Unwrapped @Nullable SuppressionJson suppression) {
        static Suppressed of(Person person) {
            return new Suppressed(person.key().hex(), person.masked(), SuppressionJson.of(person.suppression()));
        }
    }

    static PersonJson of(Person person) {
        return new PersonJson(person.key().hex(), person.tracked(), SuppressionJson.of(person.suppression()));
    }
}
