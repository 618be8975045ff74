package telltale.web.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, with bounded memory per line: a line above the limit is skipped and reported as too long, so that
 * it neither fills the heap nor ends a batch. A shared budget limits the memory for long lines of all streams; a line above
 * the budget is skipped and reported as well.
 */
public final class BoundedLines implements AutoCloseable {
    private static final int BUFFER_SIZE = 1 << 16;
    /** Memory per byte of a line while it grows and is copied. */
    private static final int MEMORY_FACTOR = 3;

    private final InputStream in;
    private final int limit;
    private final BodyBudget budget;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int position;
    private int end;
    private long reserved;

    /**
     * @param limit in bytes per line, without the line terminator
     * @param budget for the memory of a line beyond its first 64 KiB
     */
    public BoundedLines(InputStream in, int limit, BodyBudget budget) {
        this.in = in;
        this.limit = limit;
        this.budget = budget;
    }

    /** A line that is not blank. */
    public static final class Line {
        private static final Line TOO_LONG = new Line(new byte[0]);
        private static final Line OVER_BUDGET = new Line(new byte[0]);

        private final byte[] bytes;

        private Line(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes without the line terminator, empty if the line was skipped; callers must not modify them. */
        public byte[] bytes() {
            return bytes;
        }

        public boolean isTooLong() {
            return this == TOO_LONG;
        }

        /** Whether the line was skipped because the budget for long lines is exhausted. */
        public boolean isOverBudget() {
            return this == OVER_BUDGET;
        }
    }

    /**
     * Returns the next line that is not blank, or null at the end. Lines end with LF; a CR before it is JSON white space. The
     * previous line must no longer be used.
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
                return Line.OVER_BUDGET;
            }
            line.write(buffer, position, count);
            isBlank = isBlank && isBlank(position, stop);
            position = stop;
            if (skipLineEnd()) {
                if (!isBlank) {
                    return new Line(line.toByteArray());
                }
                line.reset();
            }
        }
        return isBlank ? null : new Line(line.toByteArray());
    }

    /** Whether the buffer has data; blocks until data arrives or the stream ends. */
    private boolean hasMore() throws IOException {
        if (position == end) {
            position = 0;
            end = Math.max(0, in.read(buffer));
        }
        return position < end;
    }

    /** The position of the line terminator in the buffer, or the end of the data. */
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

    /** Skips a line terminator at the current position; returns whether there was one. */
    private boolean skipLineEnd() {
        boolean isOver = position < end;
        position += isOver ? 1 : 0;
        return isOver;
    }

    /** Whether {@link #next} may have to wait for the client. */
    public boolean isDrained() throws IOException {
        return position == end && in.available() == 0;
    }

    /** Reserves the memory of a line of this length beyond its first 64 KiB. */
    private boolean reserve(int length) {
        long needed = (long) MEMORY_FACTOR * ((length - 1) / BUFFER_SIZE) * BUFFER_SIZE;
        boolean isAdmitted = needed <= reserved || budget.reserve(reserved, needed - reserved);
        reserved = isAdmitted ? Math.max(reserved, needed) : reserved;
        return isAdmitted;
    }

    /** Releases the memory reserved for the last line. */
    @Override
    public void close() {
        budget.release(reserved);
        reserved = 0;
    }

    private void skipLine() throws IOException {
        while (hasMore()) {
            position = endOfLine();
            if (skipLineEnd()) {
                return;
            }
        }
    }
}
