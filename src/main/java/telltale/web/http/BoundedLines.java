package telltale.web.http;

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
    private static final int BUFFER = 1 << 16;
    /** What a line takes while it grows and is copied, for each of its bytes. */
    private static final int COPIES = 3;

    private final InputStream in;
    private final int limit;
    private final BodyBudget budget;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;
    private long reserved;

    /**
     * @param limit in bytes of one line, without its end
     * @param budget for what a line takes beyond its first 64 kB
     */
    public BoundedLines(InputStream in, int limit, BodyBudget budget) {
        this.in = in;
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
        while (hasMore()) {
            int stop = endOfLine();
            int count = stop - position;
            if (count > limit - line.size()) {
                skipLine();
                return Line.TOO_LONG;
            }
            if (!reserve(line.size() + count)) {
                skipLine();
                return Line.NO_MEMORY;
            }
            line.write(buffer, position, count);
            isBlank = isBlank && isBlank(position, stop);
            position = stop;
            if (isLineOver()) {
                if (!isBlank) {
                    return new Line(line.toByteArray());
                }
                line.reset();
            }
        }
        return isBlank ? null : new Line(line.toByteArray());
    }

    /** Whether something is in the buffer, after waiting for it if need be. */
    private boolean hasMore() throws IOException {
        if (position == end) {
            position = 0;
            end = Math.max(0, in.read(buffer));
        }
        return position < end;
    }

    /** Where the line's end is in the buffer, or the end of what is there. */
    private int endOfLine() {
        int stop = position;
        while (stop < end && buffer[stop] != '\n') {
            stop++;
        }
        return stop;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if ((buffer[i] & 0xFF) > ' ') {
                return false;
            }
        }
        return true;
    }

    /** Goes behind the end of a line if that is where the buffer was read to. */
    private boolean isLineOver() {
        boolean isOver = position < end;
        position += isOver ? 1 : 0;
        return isOver;
    }

    /** Whether {@link #next} may have to wait for the client. */
    public boolean isDrained() throws IOException {
        return position == end && in.available() == 0;
    }

    /** Reserves what a line of this length takes beyond its first 64 kB. */
    private boolean reserve(int length) {
        long needed = (long) COPIES * ((length - 1) / BUFFER) * BUFFER;
        boolean isAdmitted = needed <= reserved || budget.reserve(reserved, needed - reserved);
        reserved = isAdmitted ? Math.max(reserved, needed) : reserved;
        return isAdmitted;
    }

    /** Gives back what the last line took of the budget. */
    @Override
    public void close() {
        budget.release(reserved);
        reserved = 0;
    }

    private void skipLine() throws IOException {
        while (hasMore()) {
            position = endOfLine();
            if (isLineOver()) {
                return;
            }
        }
    }
}
