package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment of a text together with its quoted-printable encoding, except for soft line breaks, which depend on the
 * preceding text. A segment that many copies share is encoded once.
 */
public final class QuotedPrintableSegment {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final String text;
    private final List<byte[]> lines;

    private QuotedPrintableSegment(String text, List<byte[]> lines) {
        this.text = text;
        this.lines = lines;
    }

    /**
     * Encodes a text.
     *
     * @param text must not end between CR and LF; CR, LF and CRLF are line breaks
     */
    public static QuotedPrintableSegment of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (isLiteral(octets)) {
            return new QuotedPrintableSegment(text, List.of(octets));
        }
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        int end = lineEnd(octets, start);
        while (end < octets.length) {
            lines.add(quoted(octets, start, end));
            boolean isPair = octets[end] == '\r' && end + 1 < octets.length && octets[end + 1] == '\n';
            start = end + (isPair ? 2 : 1);
            end = lineEnd(octets, start);
        }
        lines.add(quoted(octets, start, end));
        return new QuotedPrintableSegment(text, lines);
    }

    public String text() {
        return text;
    }

    /** The encoded lines, at least one; the next segment continues the last. */
    List<byte[]> lines() {
        return lines;
    }

    private static int lineEnd(byte[] octets, int start) {
        int end = start;
        while (end < octets.length && octets[end] != '\r' && octets[end] != '\n') {
            end++;
        }
        return end;
    }

    private static byte[] quoted(byte[] octets, int start, int end) {
        int escapes = 0;
        for (int i = start; i < end; i++) {
            escapes += isLiteral(octets[i]) ? 0 : 1;
        }
        byte[] quoted = new byte[end - start + 2 * escapes];
        int length = 0;
        for (int i = start; i < end; i++) {
            if (isLiteral(octets[i])) {
                quoted[length++] = octets[i];
            } else {
                quoted[length++] = '=';
                quoted[length++] = HEX[(octets[i] & 0xff) >> 4];
                quoted[length++] = HEX[octets[i] & 0xf];
            }
        }
        return quoted;
    }

    private static boolean isLiteral(byte[] octets) {
        for (byte octet : octets) {
            if (!isLiteral(octet)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the octet needs no quoting (RFC 2045 section 6.7); white space needs it only at the end of a line. */
    private static boolean isLiteral(byte octet) {
        return (octet >= ' ' && octet < 0x7f && octet != '=') || octet == '\t';
    }
}
