package telltale.message;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.Attachments;
import telltale.message.mime.SharedHeaders;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;

/**
 * What all recipients of a message share, parsed and encoded once: the first of the four stages of a message, which are
 * template, merge ({@link MergedMessage}), track ({@link Personalizer}) and encode ({@link MessageComposer}).
 */
public record PreparedMessage(
        MessageContent content, MessageTemplate template, SharedHeaders headers, Attachments attachments) {
    private static final int BYTES_PER_CHARACTER = 4;

    /**
     * Prepares a message.
     *
     * @throws InvalidInputException if a template is malformed
     */
    public static PreparedMessage of(MessageContent content) {
        return new PreparedMessage(
                content, new MessageTemplate(content), sharedHeaders(content), Attachments.of(content.attachments()));
    }

    /**
     * Merges the message with the data of one recipient.
     *
     * @throws InvalidInputException naming the field and the missing variable
     */
    public MergedMessage merge(Recipient recipient) {
        return new MergedMessage(this, recipient.mailbox(), template.renderHtml(recipient.data()));
    }

    /** The bytes in memory: attachments are kept as submitted and encoded, texts also as templates. */
    public long weight() {
        long files = content.attachments().stream()
                .mapToLong(file -> file.content().size())
                .sum();
        return BYTES_PER_CHARACTER * 2L * (length(content.html()) + length(content.text())) + 5 * files / 2;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static SharedHeaders sharedHeaders(MessageContent content) {
        return new SharedHeaders(content.from(), content.cc(), content.replyTo(), customHeaders(content));
    }

    /** Adds Auto-Submitted to bulk messages, so that automatic responders do not answer them (RFC 3834 section 5). */
    private static List<HeaderField> customHeaders(MessageContent content) {
        boolean isPresent =
                content.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase("Auto-Submitted"));
        if (!content.bulk() || isPresent) {
            return content.headers();
        }
        return Stream.concat(content.headers().stream(), Stream.of(new HeaderField("Auto-Submitted", "auto-generated")))
                .toList();
    }
}
