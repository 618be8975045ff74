package telltale.app.commands;

/** Reads the fields of a log line from left to right. */
final class LogCursor {
    private final String line;
    private int at;

    LogCursor(String line, int at) {
        this.line = line;
        this.at = at;
    }

    /**
     * The characters before a space, which is skipped, or before the end of the line.
     *
     * @param field its name, for messages
     */
    String word(String field) {
        requireMore(field);
        int end = line.indexOf(' ', at);
        return take(end < 0 ? line.length() : end, 1);
    }

    /** Whether the next character is this one. */
    boolean isAt(char c) {
        return at < line.length() && line.charAt(at) == c;
    }

    /** The raw text between two delimiters; a backslash escapes the second one. */
    String escaped(char first, char last, String field) {
        skip(first, field);
        int end = at;
        while (end < line.length() && line.charAt(end) != last) {
            end += line.charAt(end) == '\\' ? 2 : 1;
        }
        return before(end < line.length() ? end : -1, field);
    }

    /** The raw text between two delimiters. */
    String between(char first, char last, String field) {
        skip(first, field);
        return before(line.indexOf(last, at), field);
    }

    private String before(int end, String field) {
        if (end < 0) {
            throw new IllegalArgumentException("it ends within its " + field);
        }
        int afterSpace = end + 1 < line.length() && line.charAt(end + 1) == ' ' ? 2 : 1;
        return take(end, afterSpace);
    }

    private String take(int end, int skipped) {
        String taken = line.substring(at, end);
        at = Math.min(line.length(), end + skipped);
        return taken;
    }

    private void skip(char first, String field) {
        requireMore(field);
        if (!isAt(first)) {
            throw new IllegalArgumentException(
                    "expected " + first + " before its " + field + ", found " + LogText.shown(line.charAt(at)));
        }
        at++;
    }

    private void requireMore(String field) {
        if (at >= line.length()) {
            throw new IllegalArgumentException("it ends before its " + field);
        }
    }
}
