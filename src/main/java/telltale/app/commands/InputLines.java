package telltale.app.commands;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8, as they come, of which none can fill the memory. */
final class InputLines {
    private static final int LONGEST = 1 << 20;
    private static final int END = -1;

    private final InputStream in;
    private int number;

    InputLines(InputStream in) {
        this.in = in;
    }

    /**
     * The next line, cut where it is too long to be read, or null at the end.
     *
     * @param waiting what is flushed before this has to wait for more
     */
    @Nullable
    String next(OutputStream waiting) throws IOException {
        if (in.available() == 0) {
            waiting.flush();
        }
        int c = in.read();
        if (c == END) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (; c != END && c != '\n'; c = in.read()) {
            if (line.size() <= LONGEST) {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** The number of the line that was read last, counted from 1. */
    int number() {
        return number;
    }
}
