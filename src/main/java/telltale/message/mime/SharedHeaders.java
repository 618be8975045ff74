package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

/** What the header of a message says alike to all its recipients, encoded once for all its copies. */
public final class SharedHeaders {
    private final EmailAddress author;
    private final String domain;
    private final List<HeaderField> fields;
    private final byte[] from;
    private final byte[] others;
    private final byte[] own;

    /**
     * @param from the author, and the envelope sender too
     * @param cc who else is named
     * @param replyTo where answers go, or null for the author
     * @param fields that the sender added
     */
    public SharedHeaders(Mailbox from, List<Mailbox> cc, @Nullable Mailbox replyTo, List<HeaderField> fields) {
        this.author = from.address();
        this.domain = author.asciiDomain();
        this.fields = List.copyOf(fields);
        this.from = octets(Stream.of(EncodedHeader.mailbox("From", from)));
        this.others = octets(Stream.concat(
                Stream.of(cc).filter(named -> !named.isEmpty()).map(named -> EncodedHeader.mailboxes("Cc", named)),
                Stream.ofNullable(replyTo).map(mailbox -> EncodedHeader.mailbox("Reply-To", mailbox))));
        this.own = octets(fields.stream().map(EncodedHeader::own));
    }

    private static byte[] octets(Stream<EncodedHeader> fields) {
        return fields.map(EncodedHeader::toWire).collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    public EmailAddress author() {
        return author;
    }

    /** That of the author, in ASCII. */
    public String domain() {
        return domain;
    }

    /** Whether the sender gave a field of that name. */
    public boolean says(String name) {
        for (HeaderField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** The author, which comes first. */
    public byte[] from() {
        return from;
    }

    /** Who else is named, which comes behind the recipient. */
    public byte[] others() {
        return others;
    }

    /** The sender's own fields. */
    public byte[] own() {
        return own;
    }
}
