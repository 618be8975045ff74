package telltale.web;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, each held in memory up to a limit only: a longer one is skipped to its end and reported as too
 * long, so that one bad line neither fills the heap nor ends a batch.
 */
final class BoundedLines {
    private static final int END = -1;
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final int limit;

    /** @param limit in bytes of one line, without its end */
    BoundedLines(InputStream in, int limit) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.limit = limit;
    }

    /** A line that is not blank. */
    static final class Line {
        private static final Line TOO_LONG = new Line(new byte[0]);

        private final byte[] bytes;

        private Line(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes as they came, without the line's end and not to be changed; none if the line is too long. */
        byte[] bytes() {
            return bytes;
        }

        boolean isTooLong() {
            return this == TOO_LONG;
        }
    }

    /** The next line that is not blank, or null at the end. Lines end with LF; a CR before it is JSON white space. */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean isBlank = true;
        for (int octet = in.read(); octet != END; octet = in.read()) {
            if (octet == '\n') {
                if (!isBlank) {
                    return new Line(line.toByteArray());
                }
                line.reset();
            } else if (line.size() == limit) {
                skipLine();
                return Line.TOO_LONG;
            } else {
                line.write(octet);
                isBlank &= octet <= ' ';
            }
        }
        return isBlank ? null : new Line(line.toByteArray());
    }

    /** Whether {@link #next} may have to wait for the client. */
    boolean isDrained() throws IOException {
        return in.available() == 0;
    }

    private void skipLine() throws IOException {
        int octet = in.read();
        while (octet != END && octet != '\n') {
            octet = in.read();
        }
    }
}
