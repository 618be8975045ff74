package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.model.TopicSubscription;
import telltale.web.http.Unwrapped;

/**
 * The JSON of a person's tracking preference, suppression and topics: without the address, which is not stored with them.
 */
record PersonJson(String person, boolean tracked, @Nullable SuppressionJson suppression, List<TopicJson> topics) {
    /**
     * A suppression without its person.
     *
     * @param until when it ends by itself
     * @param report the id of the report that it follows from
     */
    record SuppressionJson(
            String scope,
            Optional<String> topic,
            String reason,
            Instant at,
            Optional<Instant> until,
            Optional<UUID> report) {
        static SuppressionJson of(Suppression suppression) {
            return new SuppressionJson(
                    suppression.scope().wireName(),
                    Optional.ofNullable(suppression.topic()),
                    suppression.reason(),
                    suppression.at(),
                    Optional.ofNullable(suppression.until()),
                    Optional.ofNullable(suppression.report()));
        }

        static @Nullable SuppressionJson ofNullable(@Nullable Suppression suppression) {
            return suppression == null ? null : of(suppression);
        }
    }

    /** A topic that the person got mail of, or that is suppressed. */
    record TopicJson(
            String topic,
            String title,
            @Nullable Instant firstAt,
            @Nullable SuppressionJson suppression) {
        static TopicJson of(TopicSubscription subscription) {
            return new TopicJson(
                    subscription.topic().name(),
                    subscription.topic().title(),
                    subscription.firstAt(),
                    SuppressionJson.ofNullable(subscription.suppression()));
        }
    }

    /** The person's key and masked address, with the suppression. */
    record Suppressed(
            String person, String address, @Unwrapped SuppressionJson suppression) {
        static Suppressed of(Person person, Suppression suppression) {
            return new Suppressed(person.key().hex(), person.masked(), SuppressionJson.of(suppression));
        }
    }

    static PersonJson of(Person person, List<TopicSubscription> topics) {
        return new PersonJson(
                person.key().hex(),
                person.tracked(),
                SuppressionJson.ofNullable(person.suppression()),
                topics.stream().map(TopicJson::of).toList());
    }
}
