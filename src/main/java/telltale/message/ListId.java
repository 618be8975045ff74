package telltale.message;

import java.util.Optional;
import telltale.message.mime.EncodedHeader;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Topic;

/** The header field by which mail clients recognize the mail of a topic (RFC 2919). */
public final class ListId {
    /** The name of the field. */
    public static final String NAME = "List-Id";

    /** RFC 2919 section 3. */
    private static final int MAX_LENGTH = 255;

    private ListId() {}

    /**
     * The field of a topic.
     *
     * @param author the author, whose domain is the namespace of the identifier (RFC 2919 section 3)
     * @return empty if the identifier would be too long
     */
    public static Optional<HeaderField> of(Topic topic, EmailAddress author) {
        String id = topic.name() + "." + author.asciiDomain();
        return id.length() > MAX_LENGTH
                ? Optional.empty()
                : Optional.of(new HeaderField(
                        NAME,
                        String.join(" ", EncodedHeader.listId(topic.title(), id).parts())));
    }
}
