package telltale.message.source;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a mail (RFC 2046 section 5.1) that matter for tracking: the first HTML and the first plain text that are no
 * attachments, and whether a part is protected by a signature or by encryption.
 */
final class BodyParts {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_PARTS = 1_000;
    private static final Set<String> ENCRYPTED = Set.of(
            "multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime");

    /** The type of a part that names none (RFC 2045 section 5.2). */
    private static final ContentField PLAIN = ContentField.parse("text/plain");

    private final byte[] octets;
    private int parts;
    private @Nullable TextPart html;
    private @Nullable TextPart text;
    private @Nullable Obstacle obstacle;

    private BodyParts(byte[] octets) {
        this.octets = octets;
    }

    /** Reads the parts of a whole mail. */
    static BodyParts of(byte[] octets, HeaderBlock header) {
        BodyParts found = new BodyParts(octets);
        found.read(header, withoutLineEnd(octets, header.bodyStart()), 0);
        return found;
    }

    /** The end of a mail without its last line end, after which nothing can be inserted without another one. */
    private static int withoutLineEnd(byte[] octets, int bodyStart) {
        int end = octets.length;
        boolean hasLineEnd = end >= bodyStart + 2 && octets[end - 2] == '\r' && octets[end - 1] == '\n';
        return hasLineEnd ? end - 2 : end;
    }

    /** The HTML, or null. */
    @Nullable
    TextPart html() {
        return html;
    }

    /** The plain text, or null. */
    @Nullable
    TextPart text() {
        return text;
    }

    /** What forbids a change, or null. */
    @Nullable
    Obstacle obstacle() {
        return obstacle;
    }

    private void read(HeaderBlock header, int end, int depth) {
        if (depth > MAX_DEPTH || ++parts > MAX_PARTS) {
            forbid(Obstacle.STRUCTURE);
            return;
        }
        ContentField type =
                header.value("Content-Type").map(ContentField::parse).orElse(PLAIN);
        if (type.parameter("hp") != null || type.parameter("protected-headers") != null) {
            forbid(Obstacle.PROTECTED_HEADER);
        }
        if (type.is("multipart/signed")) {
            forbid(Obstacle.SIGNED);
        } else if (ENCRYPTED.contains(type.value())) {
            boolean isSigned = "signed-data".equals(type.parameter("smime-type"));
            forbid(isSigned ? Obstacle.SIGNED : Obstacle.ENCRYPTED);
        }
        String boundary = type.parameter("boundary");
        if (type.value().startsWith("multipart/") && boundary != null) {
            readParts(header.bodyStart(), end, ("--" + boundary).getBytes(StandardCharsets.UTF_8), depth);
        } else if (!isAttachment(header)) {
            keep(type, header, end);
        }
    }

    private static boolean isAttachment(HeaderBlock header) {
        return header.value("Content-Disposition")
                .filter(value -> ContentField.parse(value).is("attachment"))
                .isPresent();
    }

    private void keep(ContentField type, HeaderBlock header, int end) {
        if (type.is("text/html") && html == null) {
            html = TextPart.of(octets, header, type, end);
        } else if (type.is("text/plain") && text == null) {
            text = TextPart.of(octets, header, type, end);
        }
    }

    private void forbid(Obstacle found) {
        obstacle = obstacle == null ? found : obstacle;
    }

    /** Reads the parts between delimiter lines; the line end before a delimiter belongs to it. */
    private void readParts(int start, int end, byte[] delimiter, int depth) {
        int partStart = -1;
        int next;
        for (int line = start; line < end; line = next) {
            next = Octets.nextLine(octets, line, end);
            if (!isDelimiter(line, next, delimiter)) {
                continue;
            }
            if (partStart >= 0) {
                int partEnd = Math.max(partStart, line - 2);
                read(HeaderBlock.read(octets, partStart, partEnd), partEnd, depth + 1);
            }
            if (octetIs(line + delimiter.length, next, '-') && octetIs(line + delimiter.length + 1, next, '-')) {
                return;
            }
            partStart = next;
        }
        if (partStart >= 0) {
            read(HeaderBlock.read(octets, partStart, end), end, depth + 1);
        }
    }

    private boolean isDelimiter(int line, int end, byte[] delimiter) {
        if (!Octets.startsWith(octets, line, end, delimiter)) {
            return false;
        }
        int at = line + delimiter.length;
        at += octetIs(at, end, '-') && octetIs(at + 1, end, '-') ? 2 : 0;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t' || octets[at] == '\r' || octets[at] == '\n')) {
            at++;
        }
        return at == end;
    }

    private boolean octetIs(int at, int end, char expected) {
        return at < end && octets[at] == expected;
    }
}
