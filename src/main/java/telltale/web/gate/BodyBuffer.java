package telltale.web.gate;

import java.util.Arrays;
import telltale.web.http.BodyBudget;

/** A buffer for one body; its memory is reserved in a {@link BodyBudget} before it is read. */
final class BodyBuffer implements AutoCloseable {
    private static final int INITIAL_SIZE = 8 * 1024;
    private static final byte[] EMPTY = {};

    private final BodyBudget budget;
    private final int maxBytes;
    private byte[] bytes = EMPTY;
    private int length;

    /**
     * @param maxBytes of the body; the buffer holds one more byte, to detect larger bodies
     */
    BodyBuffer(BodyBudget budget, int maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /**
     * Allocates memory for a body of known length.
     *
     * @return false if the budget is exhausted
     */
    boolean reserve(int expected) {
        int more = expected - bytes.length;
        if (more > 0 && !budget.reserve(bytes.length, more)) {
            return false;
        }
        bytes = more > 0 ? Arrays.copyOf(bytes, expected) : bytes;
        return true;
    }

    /** Allocates at least one more byte; returns false if the budget is exhausted. */
    boolean grow() {
        return length < bytes.length || reserve(Math.min(Math.max(INITIAL_SIZE, 2 * bytes.length), maxBytes + 1));
    }

    boolean isOverLimit() {
        return length > maxBytes;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    int remaining() {
        return bytes.length - length;
    }

    void advance(int count) {
        length += count;
    }

    /** Releases the memory. */
    @Override
    public void close() {
        budget.release(bytes.length);
        bytes = EMPTY;
        length = 0;
    }
}
