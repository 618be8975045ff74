package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

/** The header fields that are identical for all recipients, encoded once for all copies. */
public final class SharedHeaders {
    private final EmailAddress author;
    private final String domain;
    private final List<HeaderField> fields;
    private final byte[] from;
    private final byte[] ccAndReplyTo;
    private final byte[] custom;

    /**
     * @param from the author, also the envelope sender
     * @param cc the mailboxes of the Cc field
     * @param replyTo the mailboxes of the Reply-To field, empty for the author
     * @param fields the sender's custom fields; {@code List-Unsubscribe-Post} without {@code List-Unsubscribe} is left out
     */
    public SharedHeaders(Mailbox from, List<Mailbox> cc, List<Mailbox> replyTo, List<HeaderField> fields) {
        this.author = from.address();
        this.domain = author.asciiDomain();
        this.fields = withoutUnrelatedPost(fields);
        this.from = octets(Stream.of(EncodedHeader.mailbox("From", from)));
        this.ccAndReplyTo = octets(Stream.concat(mailboxes("Cc", cc), mailboxes("Reply-To", replyTo)));
        this.custom = octets(this.fields.stream().map(EncodedHeader::custom));
    }

    /** Leaves out a promise of one-click for an address that is not the sender's own (RFC 8058 section 3.1). */
    private static List<HeaderField> withoutUnrelatedPost(List<HeaderField> fields) {
        return hasField(fields, "List-Unsubscribe")
                ? List.copyOf(fields)
                : fields.stream()
                        .filter(field -> !field.name().equalsIgnoreCase("List-Unsubscribe-Post"))
                        .toList();
    }

    private static Stream<EncodedHeader> mailboxes(String name, List<Mailbox> mailboxes) {
        return mailboxes.isEmpty() ? Stream.of() : Stream.of(EncodedHeader.mailboxes(name, mailboxes));
    }

    private static byte[] octets(Stream<EncodedHeader> fields) {
        return fields.map(EncodedHeader::toWire).collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8);
    }

    public EmailAddress author() {
        return author;
    }

    /** The author's domain, in ASCII. */
    public String domain() {
        return domain;
    }

    /** Whether the sender set a custom field of that name. */
    public boolean hasCustom(String name) {
        return hasField(fields, name);
    }

    private static boolean hasField(List<HeaderField> fields, String name) {
        for (HeaderField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** The encoded From field. */
    public byte[] from() {
        return from;
    }

    /** The encoded Cc and Reply-To fields. */
    public byte[] ccAndReplyTo() {
        return ccAndReplyTo;
    }

    /** The sender's encoded custom fields. */
    public byte[] custom() {
        return custom;
    }
}
