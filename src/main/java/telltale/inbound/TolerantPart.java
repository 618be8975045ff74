package telltale.inbound;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.SharedInputStream;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * A part whose header ends at the first blank line, even if that contains spaces. Only the MIME fields of the header are kept,
 * because Angus would hold every line.
 */
final class TolerantPart extends MimeBodyPart {
    private static final int FIRST_SIZE = 1 << 12;
    private static final int MAX_HEADER_SIZE = 1 << 16;
    /** How the fields that matter begin. Some programs write a blank line before them. */
    private static final String FIELD_PREFIX = "Content-";

    private static final String[] MIME_FIELDS = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"};

    private TolerantPart(Fields header, InputStream content) throws MessagingException {
        headers = new InternetHeaders();
        for (String name : MIME_FIELDS) {
            String value = header.first(name.toLowerCase(Locale.ROOT));
            if (!value.isEmpty()) {
                headers.setHeader(name, value);
            }
        }
        contentStream = content;
    }

    /** A whole mail. */
    static TolerantPart of(byte[] mail, int headerEnd, int size, Fields header) throws MessagingException {
        return new TolerantPart(header, new SharedByteArrayInputStream(mail, headerEnd, size - headerEnd));
    }

    /** A part of a mail, from a stream that others share. */
    static TolerantPart of(InputStream part) throws MessagingException {
        try {
            byte[] start = part.readNBytes(FIRST_SIZE);
            int blank = emptyHeaderEnd(start);
            if (blank > 0) {
                return new TolerantPart(new Fields(), ((SharedInputStream) part).newStream(blank, -1));
            }
            int end = Octets.headerEnd(start, start.length);
            if (end == start.length && start.length == FIRST_SIZE) {
                byte[] more = part.readNBytes(MAX_HEADER_SIZE - FIRST_SIZE);
                start = Arrays.copyOf(start, start.length + more.length);
                System.arraycopy(more, 0, start, start.length - more.length, more.length);
                end = Octets.headerEnd(start, start.length);
            }
            Fields header = FieldReader.header(Octets.decode(start, 0, end));
            return new TolerantPart(header, ((SharedInputStream) part).newStream(end, -1));
        } catch (IOException impossible) {
            throw new MessagingException("a part in memory cannot be read", impossible);
        }
    }

    /** Where the blank line ends that a part without a header begins with (RFC 2046 section 5.1), or 0 if it has one. */
    private static int emptyHeaderEnd(byte[] start) {
        boolean isCrLf = start.length > 1 && start[0] == '\r' && start[1] == '\n';
        boolean isBlank = start.length > 0 && (start[0] == '\n' || start[0] == '\r');
        int end = isCrLf ? 2 : isBlank ? 1 : 0;
        String next = Octets.decode(start, end, Math.min(start.length, end + FIELD_PREFIX.length()));
        return next.equalsIgnoreCase(FIELD_PREFIX) ? 0 : end;
    }
}
