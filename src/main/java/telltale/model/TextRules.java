package telltale.model;

/** What a text of one line may hold. */
final class TextRules {
    private TextRules() {}

    /** Whether a reader sees this character, or at least the space that it makes, and nothing else happens by it. */
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

    /** Whether all of a text is plain; half a character outside the basic plane is not. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Where a text has a surrogate without its other half (RFC 3629 section 3), or -1. */
    static int halfACharacter(String text) {
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

    /** Refuses what could end a header line or hide in one: control characters, line separators, lone surrogates. */
    static void refuseControls(String field, String text) {
        int control = firstControl(text);
        if (control >= 0) {
            throw new InvalidInputException(field, controlSentence(field, control));
        }
    }

    /**
     * The same for a part of a value, of which only the caller knows which field it is.
     *
     * @throws IllegalArgumentException that names the part
     */
    static void refuseControlsInPart(String part, String text) {
        int control = firstControl(text);
        if (control >= 0) {
            throw new IllegalArgumentException(controlSentence(part, control));
        }
    }

    /** The first character that does not belong into a line, or -1. */
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
        return String.format("%s is one line without control characters, but it holds U+%04X", what, control);
    }
}
