package telltale.message;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.Attachments;
import telltale.message.mime.SharedHeaders;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;

/**
 * What all recipients of a message share, parsed and encoded once: the first of the four stages of a message, which are
 * template, merge ({@link MergedMessage}), track ({@link Personalizer}) and encode ({@link MessageComposer}).
 *
 * @param attachments the encoded files, with the iCalendar object if it is the same for all recipients
 * @param calendar the iCalendar object, or null for none
 */
public record PreparedMessage(
        MessageContent content,
        MessageTemplate template,
        SharedHeaders headers,
        Attachments attachments,
        @Nullable CalendarTemplate calendar) {
    private static final int BYTES_PER_CHARACTER = 4;
    private static final HeaderField AUTO_SUBMITTED = new HeaderField("Auto-Submitted", "auto-generated");

    /**
     * Prepares a message.
     *
     * @throws InvalidInputException if a template is malformed
     */
    public static PreparedMessage of(MessageContent content) {
        Attachments attachments = Attachments.of(content.attachments());
        CalendarTemplate calendar = CalendarTemplate.of(content);
        return new PreparedMessage(
                content,
                new MessageTemplate(content),
                sharedHeaders(content),
                calendar != null && calendar.isShared() ? calendar.addTo(attachments, Map.of()) : attachments,
                calendar);
    }

    /**
     * Merges the message with the data of one recipient.
     *
     * @throws InvalidInputException naming the field and the missing variable
     */
    public MergedMessage merge(Recipient recipient) {
        return new MergedMessage(
                this, recipient.mailbox(), template.renderHtml(recipient.data()), attachments(recipient.data()));
    }

    private Attachments attachments(Map<String, Object> data) {
        return calendar == null || calendar.isShared() ? attachments : calendar.addTo(attachments, data);
    }

    /** The bytes in memory: attachments are kept as submitted and encoded, texts also as templates. */
    public long weight() {
        long files = content.attachments().stream()
                .mapToLong(file -> file.content().size())
                .sum();
        long texts = length(content.html()) + length(content.text()) + length(content.calendar());
        long source = content.source() == null ? 0 : content.source().size();
        return BYTES_PER_CHARACTER * 2L * texts + 5 * files / 2 + source;
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static SharedHeaders sharedHeaders(MessageContent content) {
        return new SharedHeaders(content.from(), content.cc(), content.replyTo(), customHeaders(content));
    }

    /**
     * Adds Auto-Submitted to bulk messages, so that automatic responders do not answer them (RFC 3834 section 5), and the
     * List-Id of their topic, unless the sender set these fields.
     */
    private static List<HeaderField> customHeaders(MessageContent content) {
        Stream<HeaderField> added = content.bulk() ? Stream.of(AUTO_SUBMITTED) : Stream.of();
        Stream<HeaderField> listId = content.topic() == null
                ? Stream.of()
                : ListId.of(content.topic(), content.from().address()).stream();
        return Stream.concat(
                        content.headers().stream()
                                .filter(field -> content.source() == null
                                        || !content.source().has(field.name())),
                        Stream.concat(added, listId).filter(field -> !isPresent(content, field.name())))
                .toList();
    }

    private static boolean isPresent(MessageContent content, String name) {
        return content.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    }
}
