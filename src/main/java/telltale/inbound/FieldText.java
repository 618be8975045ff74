package telltale.inbound;

import org.jspecify.annotations.Nullable;

/** Parts of the value of a field. */
final class FieldText {
    private static final int MAX_NESTING = 20;

    private FieldText() {}

    /** Removes comments in parentheses (RFC 5322 section 3.2.2), also one that is not closed. */
    static String withoutComments(String value) {
        if (value.indexOf('(') < 0) {
            return value;
        }
        StringBuilder rest = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '(' && depth < MAX_NESTING) {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                rest.append(c);
            }
        }
        return rest.toString().strip();
    }

    /** The first enhanced status code in a text (RFC 3463), or null. */
    static @Nullable String enhancedStatus(String text) {
        for (int i = 0; i + 4 < text.length(); i++) {
            int end = enhancedStatusEnd(text, i);
            if (end > 0) {
                return text.substring(i, end);
            }
        }
        return null;
    }

    /** Where the enhanced status code that starts there ends, or -1 if none does. It is no part of a longer number. */
    static int enhancedStatusEnd(String text, int start) {
        char first = start < text.length() ? text.charAt(start) : 0;
        boolean isClass = first == '2' || first == '4' || first == '5';
        if (!isClass || (start > 0 && isPartOfNumber(text.charAt(start - 1)))) {
            return -1;
        }
        int subjectEnd = digitsEnd(text, start + 1);
        int detailEnd = subjectEnd < 0 ? -1 : digitsEnd(text, subjectEnd);
        if (detailEnd < 0) {
            return -1;
        }
        boolean continues = detailEnd < text.length()
                && (Character.isLetterOrDigit(text.charAt(detailEnd)) || isDigitsStart(text, detailEnd));
        return continues ? -1 : detailEnd;
    }

    private static boolean isDigitsStart(String text, int dot) {
        return text.charAt(dot) == '.' && dot + 1 < text.length() && Character.isDigit(text.charAt(dot + 1));
    }

    private static boolean isPartOfNumber(char before) {
        return Character.isLetterOrDigit(before) || before == '.';
    }

    /** Where a dot and one to three digits end. */
    private static int digitsEnd(String text, int dot) {
        if (dot >= text.length() || text.charAt(dot) != '.') {
            return -1;
        }
        int end = dot + 1;
        while (end < text.length() && end - dot <= 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == dot + 1 ? -1 : end;
    }
}
