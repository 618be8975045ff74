package telltale.inbound;

import jakarta.mail.MessagingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mail as far as it can be parsed: its header, and its parts in their order.
 *
 * @param parts the parts that are no multiparts
 * @param body the whole body as text, for a mail whose parts cannot be separated
 */
record ParsedMail(Fields header, List<MailPart> parts, String body) {
    private static final int MAX_HEADER_SIZE = 1 << 18;
    private static final int MAX_BODY_SIZE = 1 << 18;

    /** Parses a mail; it may be cut off or damaged anywhere. */
    static ParsedMail of(byte[] mail) {
        int size = MailPrefix.sizeOf(mail);
        int headerEnd = Octets.headerEnd(mail, size);
        Fields header = FieldReader.header(Octets.decode(mail, 0, Math.min(headerEnd, MAX_HEADER_SIZE)));
        List<MailPart> parts = parts(mail, size, headerEnd, header);
        String body = parts.isEmpty() ? Octets.decode(mail, headerEnd, Math.min(size, headerEnd + MAX_BODY_SIZE)) : "";
        return new ParsedMail(header, parts, body);
    }

    private static List<MailPart> parts(byte[] mail, int size, int headerEnd, Fields header) {
        try {
            return new PartWalk(header).parts(TolerantPart.of(mail, headerEnd, size, header));
        } catch (MessagingException unreadable) {
            return List.of();
        }
    }

    /** The copies of a message, or of its header. */
    Stream<MailPart> returned() {
        return parts.stream().filter(MailPart::isReturned);
    }

    /** The value of a header field, with its encoded words decoded. */
    String decoded(String name) {
        return Octets.decodeWords(header.first(name));
    }

    /** The addresses that these header fields name, as written. */
    Stream<String> addresses(String... names) {
        return Arrays.stream(names).flatMap(header::all).flatMap(value -> AddressText.all(value).stream());
    }
}
