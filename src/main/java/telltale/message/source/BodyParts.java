package telltale.message.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a mail (RFC 2046 section 5.1) that matter for tracking: the HTML and the first plain text that are no
 * attachments, and whether a part is protected by a signature or by encryption.
 */
final class BodyParts {
    private static final int MAX_DEPTH = 20;
    private static final int MAX_PARTS = 1_000;
    private static final Set<String> ENCRYPTED = Set.of(
            "multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime");

    /** The type of a part that names none (RFC 2045 section 5.2). */
    private static final ContentField PLAIN = ContentField.parse("text/plain");

    private static final ContentField INLINE = ContentField.parse("inline");

    private final byte[] octets;
    private int parts;
    private final List<TextPart> html = new ArrayList<>();
    private int main = -1;
    private @Nullable TextPart text;
    private @Nullable Obstacle obstacle;

    private BodyParts(byte[] octets) {
        this.octets = octets;
    }

    /** Reads the parts of a whole mail. */
    static BodyParts of(byte[] octets, HeaderBlock header) {
        BodyParts found = new BodyParts(octets);
        found.read(header, withoutLineEnd(octets, header.bodyStart()), 0, false);
        return found;
    }

    /** The end of a mail without its last line end, after which nothing can be inserted without another one. */
    private static int withoutLineEnd(byte[] octets, int bodyStart) {
        int end = octets.length;
        boolean hasLineEnd = end >= bodyStart + 2 && octets[end - 2] == '\r' && octets[end - 1] == '\n';
        return hasLineEnd ? end - 2 : end;
    }

    /** The HTML in the order of the mail: programs such as Apple Mail write a part before and one after an attached file. */
    List<TextPart> html() {
        return html;
    }

    /** The index of the HTML that every client displays, or -1. */
    int main() {
        return main;
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

    /** @param follows whether the part follows another one that is displayed with it, so that it is a file if it has a name */
    private void read(HeaderBlock header, int end, int depth, boolean follows) {
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
            readParts(new Multipart(boundary, type.is("multipart/alternative"), end, depth), header.bodyStart());
        } else if (!isAttachment(header, type, follows)) {
            keep(type, header, end);
        }
    }

    private static boolean isAttachment(HeaderBlock header, ContentField type, boolean follows) {
        ContentField disposition =
                header.value("Content-Disposition").map(ContentField::parse).orElse(INLINE);
        boolean isNamed = disposition.hasName("filename") || type.hasName("name");
        return disposition.is("attachment") || (follows && isNamed);
    }

    /** An empty part is not kept as HTML: it may end with its header, to which the pixel would be added. */
    private void keep(ContentField type, HeaderBlock header, int end) {
        if (type.is("text/html") && header.bodyStart() < end) {
            main = main < 0 ? html.size() : main;
            html.add(TextPart.of(octets, header, type, end));
        } else if (type.is("text/plain") && text == null) {
            text = TextPart.of(octets, header, type, end);
        }
    }

    private void forbid(Obstacle found) {
        obstacle = obstacle == null ? found : obstacle;
    }

    /**
     * A part that consists of parts.
     *
     * @param isAlternative whether a client displays one of them, the last that it can (RFC 2046 section 5.1.4)
     */
    private record Multipart(String boundary, boolean isAlternative, int end, int depth) {}

    /** Reads the parts between delimiter lines; the line end before a delimiter belongs to it. */
    private void readParts(Multipart whole, int start) {
        byte[] delimiter = ("--" + whole.boundary).getBytes(StandardCharsets.UTF_8);
        boolean decides = whole.isAlternative && main < 0;
        boolean follows = false;
        int partStart = -1;
        int next;
        for (int line = start; line < whole.end; line = next) {
            next = Octets.nextLine(octets, line, whole.end);
            if (!isDelimiter(line, next, delimiter)) {
                continue;
            }
            if (partStart >= 0) {
                readPart(partStart, Math.max(partStart, line - 2), whole.depth, follows, decides);
                follows = !whole.isAlternative;
            }
            int last = line + delimiter.length;
            if (octetIs(last, next, '-') && octetIs(last + 1, next, '-')) {
                return;
            }
            partStart = next;
        }
        if (partStart >= 0) {
            readPart(partStart, whole.end, whole.depth, follows, decides);
        }
    }

    /** @param decides whether the main HTML is in this part if it has any, and not in one before */
    private void readPart(int start, int end, int depth, boolean follows, boolean decides) {
        int before = main;
        main = decides ? -1 : main;
        read(HeaderBlock.read(octets, start, end), end, depth + 1, follows);
        main = main < 0 ? before : main;
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
