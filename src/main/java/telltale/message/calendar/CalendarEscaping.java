package telltale.message.calendar;

import telltale.model.InvalidInputException;

/**
 * Escapes the values that a template inserts into an iCalendar text: as TEXT after the colon of a line (RFC 5545 section
 * 3.3.11), and before it as the value of a parameter (RFC 6868).
 */
public final class CalendarEscaping {
    // An iCalendar text contains neither of these controls (RFC 5545 section 3.1).
    private static final char BEGIN = '\u0001';
    private static final char END = '\u0002';

    private final String rendered;
    private final StringBuilder escaped = new StringBuilder();
    private boolean isValue;
    private boolean isQuoted;

    private CalendarEscaping(String rendered) {
        this.rendered = rendered;
    }

    /**
     * Marks a value, so that {@link #escape} finds it.
     *
     * @throws InvalidInputException if it contains a control character other than a line break or a tab
     */
    public static String mark(String value) {
        String lines = value.replace("\r\n", "\n");
        if (lines.chars().anyMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x7f)) {
            throw new InvalidInputException("calendar", "calendar inserts a value that contains a control character");
        }
        return BEGIN + lines + END;
    }

    /** Escapes the marked values of a text. */
    public static String escape(String rendered) {
        return new CalendarEscaping(rendered).escape();
    }

    private String escape() {
        int next;
        for (int i = 0; i < rendered.length(); i = next) {
            int end = rendered.charAt(i) == BEGIN ? rendered.indexOf(END, i) : -1;
            next = 1 + (end < 0 ? i : end);
            if (end < 0) {
                copy(i);
            } else {
                String value = rendered.substring(i + 1, end);
                escaped.append(isValue ? text(value) : parameter(value));
            }
        }
        return escaped.toString();
    }

    private void copy(int index) {
        char c = rendered.charAt(index);
        escaped.append(c);
        if (c == '\n') {
            boolean isFolded = index + 1 < rendered.length() && " \t".indexOf(rendered.charAt(index + 1)) >= 0;
            isValue &= isFolded;
            isQuoted &= isFolded;
        } else if (c == '"') {
            isQuoted ^= !isValue;
        } else if (c == ':') {
            isValue |= !isQuoted;
        }
    }

    private static String text(String value) {
        return value.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\n", "\\n");
    }

    private String parameter(String value) {
        String encoded = value.replace("^", "^^").replace("\n", "^n").replace("\"", "^'");
        boolean needsQuotes = !isQuoted && encoded.chars().anyMatch(c -> c == ',' || c == ';' || c == ':');
        return needsQuotes ? '"' + encoded + '"' : encoded;
    }
}
