package telltale.inbound;

/** A text in one line, so that phrases which a program broke over lines can be found. */
final class OneLine {
    private static final int CODE_LENGTH = 3;

    private OneLine() {}

    /**
     * Joins the lines of a text with single spaces; typographic quotes and spaces become those of ASCII.
     *
     * @param maxLength the length of the result at most
     */
    static String of(String text, int maxLength) {
        return of(text, maxLength, false);
    }

    /** Joins the lines of an SMTP reply likewise, without the code that each further line repeats. */
    static String ofReply(String text, int maxLength) {
        return of(text, maxLength, true);
    }

    private static String of(String text, int maxLength, boolean isReply) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
        boolean wasSpace = true;
        for (int i = 0; i < text.length() && line.length() < maxLength; i++) {
            char c = plain(text.charAt(i));
            boolean isSpace = c <= ' ';
            if (!isSpace) {
                line.append(c);
            } else if (!wasSpace) {
                line.append(' ');
            }
            wasSpace = isSpace;
            if (isReply && (c == '\n' || c == '\r')) {
                i = repeatedCodeEnd(text, i + 1, line) - 1;
            }
        }
        return line.toString().strip();
    }

    private static char plain(char c) {
        return switch (c) {
            case '\u2018', '\u2019', '\u00b4' -> '\'';
            case '\u201c', '\u201d' -> '"';
            case '\u0130' -> 'I';
            case '\u00a0', '\u3000', '\u202f' -> ' ';
            default -> c;
        };
    }

    /** Where the text of a further line of a reply starts: after the code, and the enhanced code, that the first line has. */
    private static int repeatedCodeEnd(String text, int lineStart, StringBuilder line) {
        int at = lineStart;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        int end = at + CODE_LENGTH;
        if (end >= text.length() || line.length() < CODE_LENGTH || !repeatsCode(text, at, line)) {
            return lineStart;
        }
        int status = FieldText.enhancedStatusEnd(text, end + 1);
        return status > 0 ? status : end + 1;
    }

    private static boolean repeatsCode(String text, int at, StringBuilder line) {
        char after = text.charAt(at + CODE_LENGTH);
        boolean isCode = Character.isDigit(text.charAt(at))
                && Character.isDigit(text.charAt(at + 1))
                && Character.isDigit(text.charAt(at + 2))
                && (after == '-' || after == ' ');
        return isCode && line.indexOf(text.substring(at, at + CODE_LENGTH)) >= 0;
    }
}
