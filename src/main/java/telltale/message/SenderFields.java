package telltale.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.HeaderField;

/**
 * The header fields that the settings add to a message when it is submitted. Fields of the message itself take precedence.
 *
 * @param byDomain the fields of mail from each domain, in ASCII and lower case
 * @param feedbackSender the sender's identifier in Feedback-ID, or null if bulk mail does not get that field
 */
public record SenderFields(
        Map<String, List<HeaderField>> byDomain, @Nullable String feedbackSender) {
    public static final SenderFields NONE = new SenderFields(Map.of(), null);

    public SenderFields {
        byDomain = Map.copyOf(byDomain);
    }

    /** The message with its own fields and those of the settings. */
    public MessageContent addTo(MessageContent content) {
        List<HeaderField> fields = new ArrayList<>(content.headers());
        byDomain.getOrDefault(content.from().address().asciiDomain(), List.of())
                .forEach(field -> addIfAbsent(field, fields));
        if (content.bulk() && feedbackSender != null) {
            addIfAbsent(FeedbackId.of(content.campaign(), feedbackSender), fields);
        }
        return content.withHeaders(fields);
    }

    private static void addIfAbsent(HeaderField field, List<HeaderField> fields) {
        if (fields.stream().noneMatch(present -> present.name().equalsIgnoreCase(field.name()))) {
            fields.add(field);
        }
    }
}
