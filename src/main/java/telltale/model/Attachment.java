package telltale.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file attached to a message.
 *
 * @param name the file name shown to the recipient
 * @param type its media type, such as {@code image/png} (RFC 2045 section 5.1)
 * @param contentId the Content-ID by which the HTML shows it as {@code cid:…} (RFC 2392); null for a regular attachment
 */
public record Attachment(String name, String type, @Nullable String contentId, ImmutableBytes content) {
    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}");
    private static final Pattern CONTENT_ID = Pattern.compile("[A-Za-z0-9._+-]{1,60}(@[A-Za-z0-9.-]{1,60})?");

    public Attachment {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH || name.contains("/") || name.contains("\\")) {
            throw new InvalidInputException(
                    "name", "name must be a file name without folders, of 1 to " + MAX_NAME_LENGTH + " characters");
        }
        TextRules.rejectControls("name", name);
        if (!TYPE.matcher(type).matches() || type.startsWith("multipart/") || type.startsWith("message/")) {
            throw new InvalidInputException("type", "type must be a media type in lower case, such as application/pdf");
        }
        if (contentId != null && !CONTENT_ID.matcher(contentId).matches()) {
            throw new InvalidInputException(
                    "contentId", "contentId must have 1 to 60 letters, digits, dots, hyphens or underscores");
        }
    }

    public boolean isInline() {
        return contentId != null;
    }
}
