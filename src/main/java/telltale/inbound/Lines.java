package telltale.inbound;

/** Steps through the lines of a text, which end in CRLF, LF or CR, without copying them. */
final class Lines {
    private static final int MAX_NAME_LENGTH = 80;

    private final String text;
    private int start;
    private int end;
    private int following;

    Lines(String text) {
        this.text = text;
    }

    /** Moves to the next line; false at the end of the text. */
    boolean next() {
        if (following >= text.length()) {
            return false;
        }
        start = following;
        end = start;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        boolean isCrLf = end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n';
        following = end + (isCrLf ? 2 : 1);
        return true;
    }

    String text() {
        return text;
    }

    /** Where the line starts. */
    int start() {
        return start;
    }

    /** Where the line ends, before its line break. */
    int end() {
        return end;
    }

    /** Where the next line starts. */
    int following() {
        return Math.min(following, text.length());
    }

    String line() {
        return text.substring(start, end);
    }

    /** Whether there is nothing but white space. */
    boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Where the colon of a field is, or -1 if the line does not begin with a field's name. */
    int colonAfterName() {
        int at = start;
        while (at < end && at - start < MAX_NAME_LENGTH && isNameCharacter(text.charAt(at))) {
            at++;
        }
        int afterName = at;
        while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        boolean isField =
                afterName > start && Character.isLetter(text.charAt(start)) && at < end && text.charAt(at) == ':';
        return isField ? at : -1;
    }

    private static boolean isNameCharacter(char c) {
        return c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c));
    }
}
