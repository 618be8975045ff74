package telltale.web.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, each held in memory up to a limit only: a longer one is skipped to its end and reported as too
 * long, so that one bad line neither fills the heap nor ends a batch. What long lines of all streams take together is
 * limited by a budget; a line for which nothing is left is skipped and reported, too.
 */
public final class BoundedLines implements AutoCloseable {
    private static final int END = -1;
    private static final int BUFFER = 1 << 16;
    /** What a line takes while it grows and is copied, for each of its bytes. */
    private static final int COPIES = 3;

    private final InputStream in;
    private final int limit;
    private final BodyBudget budget;
    private long reserved;

    /**
     * @param limit in bytes of one line, without its end
     * @param budget for what a line takes beyond its first 64 kB
     */
    public BoundedLines(InputStream in, int limit, BodyBudget budget) {
        this.in = new BufferedInputStream(in, BUFFER);
        this.limit = limit;
        this.budget = budget;
    }

    /** A line that is not blank. */
    public static final class Line {
        private static final Line TOO_LONG = new Line(new byte[0]);
        private static final Line NO_MEMORY = new Line(new byte[0]);

        private final byte[] bytes;

        private Line(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes as they came, without the line's end and not to be changed; none if the line was skipped. */
        public byte[] bytes() {
            return bytes;
        }

        public boolean isTooLong() {
            return this == TOO_LONG;
        }

        /** Whether the line was skipped because other long lines fill the memory for them. */
        public boolean hasNoMemory() {
            return this == NO_MEMORY;
        }
    }

    /**
     * The next line that is not blank, or null at the end. Lines end with LF; a CR before it is JSON white space. The line
     * before it is not used any more.
     */
    @Nullable
    public Line next() throws IOException {
        close();
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
            } else if (line.size() > 0 && line.size() % BUFFER == 0 && !reserveMore()) {
                skipLine();
                return Line.NO_MEMORY;
            } else {
                line.write(octet);
                isBlank &= octet <= ' ';
            }
        }
        return isBlank ? null : new Line(line.toByteArray());
    }

    /** Whether {@link #next} may have to wait for the client. */
    public boolean isDrained() throws IOException {
        return in.available() == 0;
    }

    private boolean reserveMore() {
        boolean isAdmitted = budget.reserve(reserved, (long) COPIES * BUFFER);
        reserved += isAdmitted ? (long) COPIES * BUFFER : 0;
        return isAdmitted;
    }

    /** Gives back what the last line took of the budget. */
    @Override
    public void close() {
        budget.release(reserved);
        reserved = 0;
    }

    private void skipLine() throws IOException {
        int octet = in.read();
        while (octet != END && octet != '\n') {
            octet = in.read();
        }
    }
}
