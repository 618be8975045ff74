package telltale.inbound;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of a mail that is not a multipart.
 *
 * @param type its media type in lower case, without parameters
 * @param charset the charset that it names, or null
 */
record MailPart(String type, @Nullable String charset, MimeBodyPart source) {
    private static final Set<String> DELIVERY_STATUS =
            Set.of("message/delivery-status", "message/global-delivery-status", "text/delivery-status");
    private static final Set<String> DISPOSITION =
            Set.of("message/disposition-notification", "message/global-disposition-notification");
    private static final Set<String> RETURNED = Set.of(
            "message/rfc822",
            "message/global",
            "message/rfc822-headers",
            "message/global-headers",
            "text/rfc822-headers",
            "text/rfc822");

    static MailPart of(MimeBodyPart source) {
        String raw = rawType(source);
        String charset = null;
        try {
            ContentType parsed = new ContentType(raw);
            charset = parsed.getParameter("charset");
        } catch (MessagingException unreadable) {
            // A type without readable parameters.
        }
        String text = FieldText.withoutComments(raw);
        int end = text.indexOf(';');
        return new MailPart(
                (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT), charset, source);
    }

    private static String rawType(MimeBodyPart source) {
        try {
            String[] header = source.getHeader("Content-Type");
            return header == null ? "text/plain" : header[0];
        } catch (MessagingException unreadable) {
            return "text/plain";
        }
    }

    boolean isMultipart() {
        return type.startsWith("multipart/");
    }

    boolean isDeliveryStatus() {
        return DELIVERY_STATUS.contains(type);
    }

    boolean isDisposition() {
        return DISPOSITION.contains(type);
    }

    boolean isFeedback() {
        return type.equals("message/feedback-report");
    }

    boolean isReturned() {
        return RETURNED.contains(type);
    }

    boolean isHtml() {
        return type.equals("text/html");
    }

    boolean isText() {
        return type.isEmpty() || (type.startsWith("text/") && !isHtml() && !isReturned() && !isDeliveryStatus());
    }

    /** The decoded text, of at most that many octets. */
    String text(int maxOctets) {
        return Octets.decode(octets(maxOctets), charset);
    }

    /** The decoded octets; where the encoding is broken, those before the fault. */
    byte[] octets(int maxOctets) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InputStream in = decoded()) {
            byte[] buffer = new byte[8192];
            while (octets.size() < maxOctets) {
                int count = in.read(buffer, 0, Math.min(buffer.length, maxOctets - octets.size()));
                if (count < 0) {
                    break;
                }
                octets.write(buffer, 0, count);
            }
        } catch (IOException | MessagingException broken) {
            // What was decoded before the fault is used.
        }
        return octets.toByteArray();
    }

    /** The content without its transfer encoding, which Angus ignores for most messages in messages. */
    private InputStream decoded() throws MessagingException {
        InputStream raw = source.getRawInputStream();
        String encoding = source.getEncoding();
        try {
            return encoding == null ? raw : MimeUtility.decode(raw, FieldText.withoutComments(encoding));
        } catch (MessagingException unknownEncoding) {
            return raw;
        }
    }
}
