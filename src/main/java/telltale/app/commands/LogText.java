package telltale.app.commands;

/** The escapes in access logs. Each stands for one byte, which is a character of ISO 8859-1 as in a server's headers. */
final class LogText {
    private static final String LETTERS = "bfnrtv";
    private static final String CONTROLS = "\b\f\n\r\t\013";

    private LogText() {}

    /** Decodes the escapes of Apache and nginx: {@code \xHH}, {@code \"}, {@code \\}, and those of C for white space. */
    static String withoutBackslashes(String raw) {
        int escape = raw.indexOf('\\');
        if (escape < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            boolean isEscape = raw.charAt(i) == '\\' && i + 1 < raw.length();
            char c = isEscape ? raw.charAt(++i) : raw.charAt(i);
            int octet = isEscape && c == 'x' ? octet(raw, i + 1) : -1;
            text.append(octet >= 0 ? (char) octet : isEscape ? unescaped(c) : c);
            i += octet >= 0 ? 2 : 0;
        }
        return text.toString();
    }

    /** Decodes the escapes of HAProxy: {@code #HH}. */
    static String withoutHashes(String raw) {
        if (raw.indexOf('#') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            int octet = raw.charAt(i) == '#' ? octet(raw, i + 1) : -1;
            text.append(octet >= 0 ? (char) octet : raw.charAt(i));
            i += octet >= 0 ? 2 : 0;
        }
        return text.toString();
    }

    /** A character for a message. */
    static String shown(char c) {
        return c > ' ' && c <= '~' ? String.valueOf(c) : "character " + (int) c;
    }

    private static char unescaped(char c) {
        int letter = LETTERS.indexOf(c);
        return letter < 0 ? c : CONTROLS.charAt(letter);
    }

    /** The value of two hexadecimal digits, or -1. */
    private static int octet(String raw, int at) {
        if (at + 2 > raw.length()) {
            return -1;
        }
        int high = digit(raw.charAt(at));
        int low = digit(raw.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    /** Of ASCII alone: {@link Character#digit} also accepts the digits of other scripts. */
    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
