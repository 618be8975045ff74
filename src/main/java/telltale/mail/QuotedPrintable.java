package telltale.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The quoted-printable encoding of text (RFC 2045 section 6.7): lines of at most 76 ASCII characters, ended by CRLF. */
final class QuotedPrintable {
    /** One column stays free for the "=" of a soft line break. */
    private static final int LONGEST_LINE = 76 - 1;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final byte[] source;
    private byte[] encoded;
    private int length;
    private int column;

    private QuotedPrintable(byte[] source) {
        this.source = source;
        this.encoded = new byte[source.length + source.length / 8 + LONGEST_LINE];
    }

    /** Encodes text in UTF-8; every kind of line break becomes CRLF. */
    static String encode(String text) {
        QuotedPrintable encoder = new QuotedPrintable(text.getBytes(StandardCharsets.UTF_8));
        encoder.encode();
        return new String(encoder.encoded, 0, encoder.length, StandardCharsets.ISO_8859_1);
    }

    private void encode() {
        int i = 0;
        while (i < source.length) {
            byte octet = source[i];
            int end = literalEnd(i);
            if (end > i) {
                literal(i, end);
                i = end;
            } else if (isLineEnd(i)) {
                i += octet == '\r' && i + 1 < source.length && source[i + 1] == '\n' ? 2 : 1;
                endLine();
            } else {
                escaped(octet);
                i++;
            }
        }
    }

    /** Where what stands for itself ends that begins here. A blank does, except at the end of a line. */
    private int literalEnd(int start) {
        int end = start;
        while (end < source.length && (isPrintable(source[end]) || isBlank(source[end]))) {
            end++;
        }
        boolean isAtLineEnd = end == source.length || isLineEnd(end);
        return end > start && isAtLineEnd && isBlank(source[end - 1]) ? end - 1 : end;
    }

    private static boolean isPrintable(byte octet) {
        return octet > ' ' && octet < 0x7f && octet != '=';
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private boolean isLineEnd(int i) {
        return source[i] == '\r' || source[i] == '\n';
    }

    private void literal(int start, int end) {
        int copied = start;
        while (copied < end) {
            breakBefore(1);
            int fitting = Math.min(end - copied, LONGEST_LINE - column);
            makeRoom(fitting);
            System.arraycopy(source, copied, encoded, length, fitting);
            length += fitting;
            column += fitting;
            copied += fitting;
        }
    }

    private void escaped(byte octet) {
        breakBefore(3);
        append('=', HEX[(octet & 0xff) >> 4], HEX[octet & 0xf]);
        column += 3;
    }

    private void breakBefore(int width) {
        if (column + width > LONGEST_LINE) {
            append('=');
            endLine();
        }
    }

    private void endLine() {
        append('\r', '\n');
        column = 0;
    }

    private void append(int... octets) {
        makeRoom(octets.length);
        for (int octet : octets) {
            encoded[length++] = (byte) octet;
        }
    }

    private void makeRoom(int octets) {
        if (length + octets > encoded.length) {
            encoded = Arrays.copyOf(encoded, 2 * encoded.length);
        }
    }
}
