package telltale.model;

import java.nio.charset.StandardCharsets;

/** Something that a caller gave is not what it has to be; the message is a sentence for that caller. */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** UTF-8 bytes of a sentence; what a client sent must not make an answer or a line of the log grow. */
    private static final int MAX_BYTES = 300;

    private static final String CUT = "…";

    private final String field;
    private final String sentence;

    /**
     * @param field which of the things given it was
     * @param sentence what was found and what is expected; it never repeats what was given, and is cut where it is too
     *     long for an answer
     */
    public InvalidInputException(String field, String sentence) {
        super(shortened(sentence));
        this.field = shortened(field);
        this.sentence = shortened(sentence);
    }

    private static String shortened(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            return text;
        }
        int end = 0;
        int bytes = CUT.getBytes(StandardCharsets.UTF_8).length;
        while (bytes <= MAX_BYTES) {
            int c = text.codePointAt(end);
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            end += bytes <= MAX_BYTES ? Character.charCount(c) : 0;
        }
        return text.substring(0, end) + CUT;
    }

    public String field() {
        return field;
    }

    public String sentence() {
        return sentence;
    }
}
