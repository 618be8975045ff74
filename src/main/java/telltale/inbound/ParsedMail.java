package telltale.inbound;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A mail as far as it can be parsed: its header, and its parts in their order.
 *
 * @param body the whole body as text, for a mail whose parts cannot be told apart
 */
record ParsedMail(Fields header, List<MailPart> parts, String body) {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_PARTS = 200;
    private static final int MAX_HEADER_SIZE = 1 << 18;
    private static final int MAX_WRAPPED_HEADER_SIZE = 1 << 14;
    private static final int MAX_BODY_SIZE = 1 << 18;
    private static final Session SESSION = Session.getInstance(new Properties());

    /** Parses a mail; it may be cut off or damaged anywhere. */
    static ParsedMail of(byte[] mail) {
        int size = MailPrefix.sizeOf(mail);
        int headerEnd = headerEnd(mail, size);
        Fields header = FieldReader.header(Octets.decode(mail, 0, Math.min(headerEnd, MAX_HEADER_SIZE)));
        List<MailPart> parts = new ArrayList<>();
        try {
            MimeMessage message = new MimeMessage(SESSION, new SharedByteArrayInputStream(mail, 0, size));
            new ParsedMail(header, parts, "").addParts(message, 0);
        } catch (MessagingException unreadable) {
            parts.clear();
        }
        String body = parts.isEmpty()
                ? Octets.decode(mail, headerEnd, Math.min(size, headerEnd + MAX_BODY_SIZE))
                : "";
        return new ParsedMail(header, parts, body);
    }

    private void addParts(MimePart source, int depth) throws MessagingException {
        MailPart part = MailPart.of(source);
        if (part.isMultipart()) {
            addChildren(source, depth);
        } else if (depth < MAX_DEPTH && isWrappedReport(part)) {
            addParts(new MimeMessage(SESSION, new SharedByteArrayInputStream(part.octets(MailPrefix.MAX_SIZE))), depth + 1);
        } else {
            parts.add(part);
        }
    }

    private void addChildren(MimePart multipart, int depth) throws MessagingException {
        if (depth == MAX_DEPTH) {
            return;
        }
        for (MimePart child : TolerantMultipart.parts(multipart)) {
            if (parts.size() < MAX_PARTS) {
                addParts(child, depth + 1);
            }
        }
    }

    /** Whether a part is a report that a content filter of the reporting system put into another mail. */
    private boolean isWrappedReport(MailPart part) {
        if (!part.type().equals("message/rfc822")) {
            return false;
        }
        Fields wrapped = FieldReader.header(Octets.decode(part.octets(MAX_WRAPPED_HEADER_SIZE), null));
        String sender = header.first("from");
        return wrapped.first("content-type").toLowerCase(Locale.ROOT).startsWith("multipart/report")
                && (wrapped.first("from").equals(sender) || sender.toLowerCase(Locale.ROOT).contains("mailer-daemon@"));
    }

    /** The first blank line, which may contain spaces. */
    private static int headerEnd(byte[] mail, int size) {
        boolean isBlank = true;
        for (int i = 0; i < size; i++) {
            byte c = mail[i];
            if (c == '\n' || c == '\r') {
                boolean isCrLf = c == '\r' && i + 1 < size && mail[i + 1] == '\n';
                if (isBlank && i > 0) {
                    return i + (isCrLf ? 2 : 1);
                }
                isBlank = true;
                i += isCrLf ? 1 : 0;
            } else if (c != ' ' && c != '\t') {
                isBlank = false;
            }
        }
        return size;
    }

    Stream<MailPart> returned() {
        return parts.stream().filter(MailPart::isReturned);
    }

    /** The value of a header field, with its encoded words decoded. */
    String decoded(String name) {
        return Octets.decodeWords(header.first(name));
    }

    /** The addresses that a header field names, as written. */
    Stream<String> addresses(String... names) {
        return Arrays.stream(names).flatMap(header::all).flatMap(value -> AddressText.all(value).stream());
    }
}
