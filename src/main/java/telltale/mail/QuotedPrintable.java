package telltale.mail;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The quoted-printable encoding of text (RFC 2045 section 6.7): lines of at most 76 ASCII characters, ended by CRLF. */
final class QuotedPrintable {
    private static final int LONGEST_LINE = 76;
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|\\n");

    private final StringBuilder encoded = new StringBuilder();
    private int column;

    private QuotedPrintable() {}

    /** Encodes text in UTF-8; every kind of line break becomes CRLF. */
    static String encode(String text) {
        QuotedPrintable encoder = new QuotedPrintable();
        String[] lines = LINE_BREAK.split(text, -1);
        for (int i = 0; i < lines.length; i++) {
            if (i > 0) {
                encoder.breakLine("\r\n");
            }
            encoder.line(lines[i].getBytes(StandardCharsets.UTF_8));
        }
        return encoder.encoded.toString();
    }

    private void line(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            octet(bytes[i] & 0xff, i == bytes.length - 1);
        }
    }

    private void octet(int octet, boolean last) {
        boolean printable = octet > ' ' && octet < 0x7f && octet != '=';
        boolean blank = octet == ' ' || octet == '\t';
        boolean literal = printable || (blank && !last);
        int width = literal ? 1 : 3;
        // One column stays free for the "=" of a soft line break.
        if (column + width > LONGEST_LINE - 1) {
            breakLine("=\r\n");
        }
        if (literal) {
            encoded.append((char) octet);
        } else {
            encoded.append('=').append(hex(octet >> 4)).append(hex(octet & 0xf));
        }
        column += width;
    }

    private void breakLine(String end) {
        encoded.append(end);
        column = 0;
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }
}
