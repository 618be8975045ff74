package telltale.model;

/** The rules for characters permitted in single-line text. */
final class TextRules {
    private TextRules() {}

    /** Whether this character is visible, or visible as space, and has no other effect. */
    static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Whether every character of a text is plain; surrogates are not. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The index of the first unpaired surrogate (RFC 3629 section 3), or -1. */
    static int indexOfUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Rejects characters that could end or hide in a header line: controls, line separators, unpaired surrogates. */
    static void rejectControls(String field, String text) {
        int control = firstControl(text);
        if (control >= 0) {
            throw new InvalidInputException(field, controlSentence(field, control));
        }
    }

    /**
     * Rejects such characters in a part of a value, for callers that do not know the name of the field.
     *
     * @throws IllegalArgumentException that names the part
     */
    static void rejectControlsInPart(String part, String text) {
        int control = firstControl(text);
        if (control >= 0) {
            throw new IllegalArgumentException(controlSentence(part, control));
        }
    }

    /** The first character that is not permitted in a line, or -1. */
    private static int firstControl(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE) {
                return c;
            }
        }
        return -1;
    }

    private static String controlSentence(String what, int control) {
        return String.format("%s must be one line without control characters, but it contains U+%04X", what, control);
    }
}
