package telltale.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it concerns one person.
 *
 * @param firstAt when the first mail of the topic to this person was submitted, or null
 * @param suppression the suppression of the topic for this person, or null
 */
public record TopicSubscription(
        Topic topic, @Nullable Instant firstAt, @Nullable Suppression suppression) {
    /** Whether this person got mail of the topic, or unsubscribed from it. */
    public boolean concernsPerson() {
        return firstAt != null || (suppression != null && suppression.isRevocable());
    }
}
