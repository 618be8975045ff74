package telltale.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The quoted-printable encoding of text (RFC 2045 section 6.7): lines of at most 76 ASCII characters, ended by CRLF. */
final class QuotedPrintable {
    private static final int LONGEST_LINE = 76;
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
        for (int i = 0; i < source.length; i++) {
            byte octet = source[i];
            if (octet == '\r' || octet == '\n') {
                i += octet == '\r' && i + 1 < source.length && source[i + 1] == '\n' ? 1 : 0;
                endLine(false);
            } else {
                octet(octet, i + 1 == source.length || source[i + 1] == '\r' || source[i + 1] == '\n');
            }
        }
    }

    private void octet(byte octet, boolean last) {
        boolean printable = octet > ' ' && octet < 0x7f && octet != '=';
        boolean blank = octet == ' ' || octet == '\t';
        boolean literal = printable || (blank && !last);
        int width = literal ? 1 : 3;
        // One column stays free for the "=" of a soft line break.
        if (column + width > LONGEST_LINE - 1) {
            endLine(true);
        }
        column += width;
        if (literal) {
            append(octet);
        } else {
            append((byte) '=');
            append(HEX[(octet & 0xff) >> 4]);
            append(HEX[octet & 0xf]);
        }
    }

    private void endLine(boolean soft) {
        if (soft) {
            append((byte) '=');
        }
        append((byte) '\r');
        append((byte) '\n');
        column = 0;
    }

    private void append(byte octet) {
        if (length == encoded.length) {
            encoded = Arrays.copyOf(encoded, 2 * length);
        }
        encoded[length++] = octet;
    }
}
