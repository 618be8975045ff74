package telltale.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file attached to a message.
 *
 * @param name the file name shown to the recipient
 * @param type its media type; not multipart, and of the types of messages only {@code message/rfc822}
 * @param contentId the Content-ID by which the HTML shows it as {@code cid:…} (RFC 2392); null for a regular attachment
 * @param content its octets; those of a {@code message/rfc822} are 7bit data, with lines ended by CRLF
 */
public record Attachment(
        String name, MediaType type, @Nullable String contentId, ImmutableBytes content) {
    private static final int MAX_NAME_LENGTH = 200;
    private static final String MESSAGE = "message/rfc822";
    private static final Pattern CONTENT_ID = Pattern.compile("[A-Za-z0-9._+-]{1,60}(@[A-Za-z0-9.-]{1,60})?");

    public Attachment {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.contains("/") || name.contains("\\")) {
            throw new InvalidInputException(
                    "name", "name must be a file name without folders, of 1 to " + MAX_NAME_LENGTH + " characters");
        }
        TextRules.rejectControls("name", name);
        if (type.type().equals("multipart") || (type.type().equals("message") && !type.is(MESSAGE))) {
            throw new InvalidInputException("type", "type must not be a multipart or message type, except " + MESSAGE);
        }
        if (contentId != null && !CONTENT_ID.matcher(contentId).matches()) {
            throw new InvalidInputException(
                    "contentId", "contentId must have 1 to 60 letters, digits, dots, hyphens or underscores");
        }
        content = type.is(MESSAGE) ? EmbeddedMessage.canonical(content) : content;
    }

    /** Whether it is a message, which is attached without an encoding (RFC 2046 section 5.2.1). */
    public boolean isMessage() {
        return type.is(MESSAGE);
    }

    public boolean isInline() {
        return contentId != null;
    }
}
