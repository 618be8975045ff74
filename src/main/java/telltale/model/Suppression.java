package telltale.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the suppression list: a recipient that gets no more messages.
 *
 * @param scope which messages are suppressed
 * @param topic the name of the topic with scope {@code TOPIC}, otherwise null
 * @param reason why, in one line from the API's caller, or a reason defined here
 * @param at when it was added
 * @param until when it ends by itself, or null
 * @param report the report that it follows from, or null
 */
public record Suppression(
        Scope scope,
        @Nullable String topic,
        String reason,
        Instant at,
        @Nullable Instant until,
        @Nullable UUID report) {
    /** The reason when the recipient used the link or button of a message. */
    public static final String UNSUBSCRIBED = "unsubscribed";

    /** The reason when the recipient or the provider complained. */
    public static final String COMPLAINED = "complained";

    private static final int MAX_REASON_LENGTH = 200;

    public Suppression {
        if ((scope == Scope.TOPIC) != (topic != null)) {
            throw new InvalidInputException(
                    "topic", topic == null ? "topic is missing; scope topic needs one" : "topic needs scope topic");
        }
        if (topic != null) {
            Topic.checkName(topic);
        }
        if (reason.isBlank() || reason.length() > MAX_REASON_LENGTH) {
            throw new InvalidInputException("reason", "reason must have 1 to " + MAX_REASON_LENGTH + " characters");
        }
        TextRules.rejectControls("reason", reason);
    }

    /** A suppression without an end that follows from no report. */
    public Suppression(Scope scope, @Nullable String topic, String reason, Instant at) {
        this(scope, topic, reason, at, null, null);
    }

    /** A suppression of bulk mail or of all mail. */
    public Suppression(Scope scope, String reason, Instant at) {
        this(scope, null, reason, at);
    }

    /** A suppression of one topic. */
    public static Suppression ofTopic(String topic, String reason, Instant at) {
        return new Suppression(Scope.TOPIC, topic, reason, at);
    }

    /** This suppression with the report that it follows from. */
    public Suppression by(UUID cause) {
        return new Suppression(scope, topic, reason, at, until, cause);
    }

    /** This suppression with an end. */
    public Suppression endingAt(Instant end) {
        return new Suppression(scope, topic, reason, at, end, report);
    }

    /** The messages that are suppressed. */
    public enum Scope implements WireConstant {
        /** mail of one topic */
        TOPIC,
        /** bulk mail, from which recipients can unsubscribe */
        BULK,
        /** all messages */
        ALL;

        /**
         * The scope with the given value.
         *
         * @throws IllegalArgumentException naming the permitted values
         */
        public static Scope ofWireName(String wireName) {
            for (Scope scope : values()) {
                if (scope.wireName().equals(wireName)) {
                    return scope;
                }
            }
            throw new IllegalArgumentException("a scope must be topic, bulk or all");
        }
    }

    /** Whether the person unsubscribed, and so can subscribe again. */
    public boolean isRevocable() {
        return scope != Scope.ALL && reason.equals(UNSUBSCRIBED);
    }

    /**
     * Whether a message is suppressed.
     *
     * @param bulk whether it is bulk mail
     * @param ofTopic the name of its topic, or null
     */
    public boolean covers(boolean bulk, @Nullable String ofTopic) {
        return switch (scope) {
            case TOPIC -> String.valueOf(topic).equals(ofTopic);
            case BULK -> bulk;
            case ALL -> true;
        };
    }
}
