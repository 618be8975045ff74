package telltale.sns;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message that Amazon SNS sends to an endpoint.
 *
 * @param fields its members that are strings, not yet verified
 */
public record SnsMessage(Map<String, String> fields) {
    /** The type of messages that were published. */
    public static final String NOTIFICATION = "Notification";
    /** The type of messages that ask for a confirmation of a subscription. */
    public static final String SUBSCRIPTION = "SubscriptionConfirmation";

    private static final Set<String> TYPES = Set.of(NOTIFICATION, SUBSCRIPTION, "UnsubscribeConfirmation");

    private static final List<String> NOTIFICATION_FIELDS =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION_FIELDS =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    public SnsMessage {
        fields = Map.copyOf(fields);
    }

    /** A member, or an empty text. */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /** Whether its type is one of Amazon SNS. */
    boolean isOfKnownType() {
        return TYPES.contains(text("Type"));
    }

    /**
     * The octets that the signature covers: names and values in lines, in the order of the names, without missing ones (Amazon SNS,
     * "Verifying the signatures of Amazon SNS messages").
     */
    byte[] signedOctets() {
        StringBuilder text = new StringBuilder();
        for (String name : text("Type").equals(NOTIFICATION) ? NOTIFICATION_FIELDS : CONFIRMATION_FIELDS) {
            String value = fields.get(name);
            if (value != null) {
                text.append(name).append('\n').append(value).append('\n');
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
