package telltale.message.source;

/** Writes octets in quoted-printable (RFC 2045 section 6.7). */
final class QuotedPrintableOctets {
    static final String SOFT_BREAK = "=\r\n";
    static final int MAX_LINE_LENGTH = 76;

    private static final String DIGITS = "0123456789ABCDEF";

    private QuotedPrintableOctets() {}

    /**
     * Encodes octets from the start of a line.
     *
     * @param keepsLines whether CRLF ends a line, as in text
     */
    static String encode(byte[] octets, boolean keepsLines) {
        StringBuilder encoded = new StringBuilder(octets.length + octets.length / 8);
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean isLineEnd = keepsLines && octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            if (isLineEnd) {
                encoded.append("\r\n");
                column = 0;
                i++;
                continue;
            }
            String one = isPlain(octets, i) ? String.valueOf((char) octets[i]) : hex(octets[i]);
            if (column + one.length() >= MAX_LINE_LENGTH) {
                encoded.append(SOFT_BREAK);
                column = 0;
            }
            encoded.append(one);
            column += one.length();
        }
        return encoded.toString();
    }

    /** White space at the end of a line is encoded. */
    private static boolean isPlain(byte[] octets, int at) {
        byte octet = octets[at];
        if (octet == ' ' || octet == '\t') {
            return at + 1 < octets.length && octets[at + 1] != '\r' && octets[at + 1] != '\n';
        }
        return octet > ' ' && octet < 0x7f && octet != '=';
    }

    private static String hex(byte octet) {
        return "=" + DIGITS.charAt((octet >> 4) & 0xf) + DIGITS.charAt(octet & 0xf);
    }
}
