package telltale.message;

import java.io.IOException;
import java.io.Writer;
import telltale.model.InvalidInputException;

/** A writer that limits the length of a rendered template. */
final class BoundedWriter extends Writer {
    /** The maximum length of one rendering, in characters. */
    static final int MAX_LENGTH = 8 << 20;

    private final Writer to;
    private final String field;
    private long length;

    /**
     * @param field the name of the template's field, for errors
     */
    BoundedWriter(Writer to, String field) {
        this.to = to;
        this.field = field;
    }

    @Override
    public void write(String text) throws IOException {
        count(text.length());
        to.write(text);
    }

    @Override
    public void write(char[] text, int start, int count) throws IOException {
        count(count);
        to.write(text, start, count);
    }

    private void count(int added) {
        length += added;
        if (length > MAX_LENGTH) {
            throw new InvalidInputException(field, field + " exceeds " + MAX_LENGTH + " characters with this data");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
