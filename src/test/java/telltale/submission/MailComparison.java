package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares a mail that a program sent with the copy that a recipient got, by a parser that is not Telltale's. Mails are strings with
 * an octet in each character.
 */
final class MailComparison {
    private static final Pattern TRACKING = Pattern.compile(
            "(https://t\\.example\\.org/app/click/[^\"'\\s<>]*)|<img [^>]*https://t\\.example\\.org/app/pixel/[^>]*>");
    /** What a copy may have before the other fields. */
    private static final Pattern ADDED = Pattern.compile("(?i)(Date|Message-ID|X-Telltale-Tracking): .*");
    /** What a copy may lack. */
    private static final Pattern REMOVED = Pattern.compile("(?i)(X-Telltale-|(Resent-)?Bcc|DKIM-Signature|ARC-)");

    private static final Pattern ENCODING = Pattern.compile("(?im)^Content-Transfer-Encoding:.*\r\n");

    private final List<String> links = new ArrayList<>();
    private int pixels;

    private MailComparison() {}

    /**
     * Requires that a copy has a pixel and equals, but for pixel, links and header fields, what was sent.
     *
     * @return the links that are tracked in the copy, as in the mail
     */
    static List<String> linksOf(String sent, String copy) {
        MailComparison comparison = new MailComparison();
        comparison.compare(sent, copy);
        assertEquals(1, comparison.pixels, copy);
        return comparison.links;
    }

    /** Requires that a copy differs only in header fields from what was sent. */
    static void assertUntouched(String sent, String copy) {
        compareHeaders(header(sent), header(copy));
        assertEquals(body(sent), body(copy));
    }

    private void compare(String sent, String copy) {
        List<Part> before = htmlParts(sent);
        List<Part> after = htmlParts(copy);
        assertEquals(before.size(), after.size(), copy);
        boolean isEncoded = false;
        for (int i = 0; i < before.size(); i++) {
            compareHtml(before.get(i), after.get(i));
            if (!encoding(before.get(i)).equals(encoding(after.get(i)))) {
                // Lines that became too long are encoded.
                assertEquals("quoted-printable", encoding(after.get(i)));
                isEncoded = true;
            }
        }
        String sentRest = without(sent, before);
        String copyRest = without(copy, after);
        assertUntouched(
                isEncoded ? ENCODING.matcher(sentRest).replaceAll("") : sentRest,
                isEncoded ? ENCODING.matcher(copyRest).replaceAll("") : copyRest);
    }

    private static String header(String mail) {
        return mail.substring(0, mail.indexOf("\r\n\r\n") + 2);
    }

    private static String body(String mail) {
        return mail.substring(mail.indexOf("\r\n\r\n"));
    }

    private static void compareHeaders(String sent, String copy) {
        List<String> before = fields(sent);
        List<String> after = new ArrayList<>(fields(copy));
        while (!after.isEmpty()
                && ADDED.matcher(after.get(0)).lookingAt()
                && !before.get(0).equals(after.get(0))) {
            after.remove(0);
        }
        List<String> kept = new ArrayList<>(before);
        kept.removeIf(field -> REMOVED.matcher(field).lookingAt() && (!after.contains(field) || !isSignature(field)));
        assertEquals(String.join("", kept), String.join("", after));
    }

    private static boolean isSignature(String field) {
        String lower = field.toLowerCase(Locale.ROOT);
        return lower.startsWith("dkim-") || lower.startsWith("arc-");
    }

    private static List<String> fields(String header) {
        return Arrays.asList(header.split("(?<=\r\n)(?![ \t])"));
    }

    /** The HTML parts that are displayed, without those in attached mails. */
    private static List<Part> htmlParts(String mail) {
        try {
            MimeMessage message =
                    new MimeMessage(null, new ByteArrayInputStream(mail.getBytes(StandardCharsets.ISO_8859_1)));
            return leaves(message).filter(MailComparison::isDisplayedHtml).toList();
        } catch (MessagingException malformed) {
            throw new AssertionError(mail, malformed);
        }
    }

    private static boolean isDisplayedHtml(Part part) {
        try {
            return part.isMimeType("text/html") && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        } catch (MessagingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static Stream<Part> leaves(Part part) {
        try {
            if (!part.isMimeType("multipart/*")) {
                return Stream.of(part);
            }
            Multipart children = (Multipart) part.getContent();
            List<Part> leaves = new ArrayList<>();
            for (int i = 0; i < children.getCount(); i++) {
                leaves(children.getBodyPart(i)).forEach(leaves::add);
            }
            return leaves.stream();
        } catch (MessagingException | IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static String encoding(Part part) {
        try {
            return Stream.ofNullable(part.getHeader("Content-Transfer-Encoding"))
                    .flatMap(Stream::of)
                    .findFirst()
                    .orElse("7bit")
                    .toLowerCase(Locale.ROOT);
        } catch (MessagingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static String raw(Part part) {
        try (InputStream raw = part instanceof MimeBodyPart body
                ? body.getRawInputStream()
                : ((MimeMessage) part).getRawInputStream()) {
            return new String(raw.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (MessagingException | IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static String decoded(Part part) {
        try (InputStream decoded = part.getInputStream()) {
            return new String(decoded.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (MessagingException | IOException malformed) {
            throw new AssertionError(malformed);
        }
    }

    /** A mail without the bodies of parts. */
    private static String without(String mail, List<Part> parts) {
        StringBuilder rest = new StringBuilder();
        int copied = 0;
        for (Part part : parts) {
            String header = headerLines(part);
            String raw = raw(part);
            int at = mail.indexOf(header + raw, copied);
            assertTrue(at >= 0, mail);
            rest.append(mail, copied, at).append(header);
            copied = at + header.length() + raw.length();
        }
        return rest.append(mail, copied, mail.length()).toString();
    }

    private static String headerLines(Part part) {
        try {
            Enumeration<String> lines = part instanceof MimeBodyPart body
                    ? body.getAllHeaderLines()
                    : ((MimeMessage) part).getAllHeaderLines();
            return String.join("\r\n", Collections.list(lines)) + "\r\n\r\n";
        } catch (MessagingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    /** Requires that a part is equal but for pixel and links, and that quoted-printable is not encoded again. */
    private void compareHtml(Part before, Part after) {
        String html = decoded(after);
        StringBuilder expected = new StringBuilder();
        Matcher tracking = TRACKING.matcher(html);
        int at = 0;
        int edits = 0;
        for (; tracking.find(); edits++) {
            boolean isLink = tracking.group(1) != null;
            expected.append(Pattern.quote(html.substring(at, tracking.start())))
                    .append(isLink ? "(https?:[^\"'<>]*?)" : "");
            pixels += isLink ? 0 : 1;
            at = tracking.end();
        }
        Matcher original = Pattern.compile(expected + Pattern.quote(html.substring(at)), Pattern.DOTALL)
                .matcher(decoded(before));
        assertTrue(original.matches(), () -> "sent:\n" + decoded(before) + "\ncopy:\n" + html);
        for (int group = 1; group <= original.groupCount(); group++) {
            links.add(original.group(group));
        }
        if (encoding(before).equals("quoted-printable")) {
            Set<String> changed = new HashSet<>(raw(before).lines().toList());
            changed.removeAll(new HashSet<>(raw(after).lines().toList()));
            long ofLinks =
                    links.stream().mapToLong(link -> 2 + link.length() / 20).sum();
            assertTrue(changed.size() <= edits + ofLinks, () -> "changed lines: " + changed);
        }
    }
}
