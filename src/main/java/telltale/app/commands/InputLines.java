package telltale.app.commands;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Reads lines from a stream, with bounded memory. */
final class InputLines {
    private static final int MAX_LENGTH = 1 << 20;

    private final InputStream in;
    private final Charset charset;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long number;

    InputLines(InputStream in, Charset charset) {
        this.in = in;
        this.charset = charset;
    }

    /**
     * The next line, truncated if it is too long, or null at the end.
     *
     * @param output flushed before this reads from the stream, which may have to wait
     */
    @Nullable
    String next(OutputStream output) throws IOException {
        if (isAtEnd(output)) {
            return null;
        }
        number++;
        int feed = feed();
        return feed < end ? taken(feed) : acrossBuffers(output);
    }

    private String acrossBuffers(OutputStream output) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (!isAtEnd(output)) {
            int feed = feed();
            line.write(buffer, at, Math.min(feed - at, MAX_LENGTH - line.size()));
            at = feed;
            if (feed < end) {
                at++;
                break;
            }
        }
        return line.toString(charset);
    }

    private String taken(int feed) {
        String line = new String(buffer, at, feed - at, charset);
        at = feed + 1;
        return line;
    }

    /** The place of the next line feed in the buffer, or the end of the buffer. */
    private int feed() {
        int feed = at;
        while (feed < end && buffer[feed] != '\n') {
            feed++;
        }
        return feed;
    }

    private boolean isAtEnd(OutputStream output) throws IOException {
        if (at < end) {
            return false;
        }
        output.flush();
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end == 0;
    }

    /** The number of the last line read, starting at 1. */
    long number() {
        return number;
    }
}
