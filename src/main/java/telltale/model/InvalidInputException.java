package telltale.model;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Indicates invalid input from a caller; the message is addressed to that caller. */
public final class InvalidInputException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** The maximum length in UTF-8 bytes, so that input cannot inflate a response or a log line. */
    private static final int MAX_BYTES = 300;

    private static final String ELLIPSIS = "…";

    private final String field;
    private final String detail;
    private final transient List<InvalidInputException> all;

    /**
     * @param field the name of the invalid field
     * @param detail what was found and what is expected; it never contains the input, and is truncated to
     *     {@value #MAX_BYTES} bytes
     */
    public InvalidInputException(String field, String detail) {
        super(shortened(detail));
        this.field = shortened(field);
        this.detail = shortened(detail);
        this.all = List.of();
    }

    /** @param all the errors of the input, at least one; the message is that of the first */
    public InvalidInputException(List<InvalidInputException> all) {
        super(all.get(0).detail);
        this.field = all.get(0).field;
        this.detail = all.get(0).detail;
        this.all = List.copyOf(all);
    }

    private static String shortened(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
            return text;
        }
        int end = 0;
        int bytes = ELLIPSIS.getBytes(StandardCharsets.UTF_8).length;
        while (bytes <= MAX_BYTES) {
            int c = text.codePointAt(end);
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            end += bytes <= MAX_BYTES ? Character.charCount(c) : 0;
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    public String field() {
        return field;
    }

    public String detail() {
        return detail;
    }

    /** All errors, if the input was checked for several; otherwise empty. */
    public List<InvalidInputException> all() {
        return all;
    }
}
