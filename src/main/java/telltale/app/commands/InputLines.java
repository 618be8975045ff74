package telltale.app.commands;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of UTF-8 from a stream, with bounded memory. */
final class InputLines {
    private static final int MAX_LENGTH = 1 << 20;
    private static final int END = -1;

    private final InputStream in;
    private int number;

    InputLines(InputStream in) {
        this.in = in;
    }

    /**
     * The next line, truncated if it is too long, or null at the end.
     *
     * @param output flushed before this has to wait for input
     */
    @Nullable
    String next(OutputStream output) throws IOException {
        if (in.available() == 0) {
            output.flush();
        }
        int c = in.read();
        if (c == END) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; c != END && c != '\n'; c = in.read()) {
            if (line.size() <= MAX_LENGTH) {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The number of the last line read, starting at 1. */
    int number() {
        return number;
    }
}
