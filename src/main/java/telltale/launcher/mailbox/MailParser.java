package telltale.launcher.mailbox;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a mail (RFC 5322, MIME) for display; a malformed one is shown as far as it can be parsed, never refused.
 */
final class MailParser {
    /** Deeper nesting is treated as an attack. */
    private static final int MAX_DEPTH = 20;

    private static final Pattern QUOTED_NAME =
            Pattern.compile("\"(?<name>(?:[^\"\\\\]|\\\\.)*)\"(?<address> *<[^<>]*>)");

    private final Session session = Session.getInstance(new Properties());

    /** Parses the mail of one SMTP conversation. */
    CapturedMail read(String sender, List<String> recipients, byte[] bytes, Instant receivedAt) {
        String id = UUID.randomUUID().toString();
        String source = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(bytes));
            String html = orEmpty(firstPart(message, "text/html", 0));
            String text = orEmpty(firstPart(message, "text/plain", 0));
            String from = forDisplay(headerOr(message, "From", sender));
            return new CapturedMail(
                    id, receivedAt, from, recipients, headerOr(message, "Subject", ""), html, text, source);
        } catch (MessagingException | IOException unreadable) {
            return new CapturedMail(id, receivedAt, sender, recipients, "", "", source, source);
        }
    }

    private static @Nullable String firstPart(Part part, String type, int depth)
            throws MessagingException, IOException {
        if (depth > MAX_DEPTH || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            return null;
        }
        if (part.isMimeType("multipart/*")) {
            return part.getContent() instanceof Multipart parts ? firstPart(parts, type, depth) : null;
        }
        return part.isMimeType(type) ? content(part) : null;
    }

    private static @Nullable String firstPart(Multipart parts, String type, int depth)
            throws MessagingException, IOException {
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            String found = firstPart(part, type, depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static String content(Part part) throws MessagingException, IOException {
        try (var decoded = part.getInputStream()) {
            return new String(decoded.readAllBytes(), charset(part));
        }
    }

    private static Charset charset(Part part) throws MessagingException {
        String name = new ContentType(part.getContentType()).getParameter("charset");
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Removes the quotes that a name needs only on the wire. */
    private static String forDisplay(String from) {
        Matcher quoted = QUOTED_NAME.matcher(from);
        return quoted.matches() ? quoted.group("name").replaceAll("\\\\(.)", "$1") + quoted.group("address") : from;
    }

    private static String headerOr(MimeMessage message, String name, String otherwise)
            throws MessagingException, IOException {
        String raw = message.getHeader(name, null);
        return raw == null ? otherwise : MimeUtility.decodeText(utf8(MimeUtility.unfold(raw)));
    }

    /** Decodes header fields in raw UTF-8 (RFC 6532), which are read byte by byte. */
    private static String utf8(String bytewise) {
        boolean isBytewise = bytewise.chars().allMatch(c -> c < 0x100);
        return isBytewise
                ? new String(bytewise.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : bytewise;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
