package telltale.web.gate;

import java.util.Arrays;
import telltale.web.http.BodyBudget;

/** The bytes of one body, reserved in a {@link BodyBudget} before they are read. */
final class BodyBuffer implements AutoCloseable {
    private static final int FIRST = 8 * 1024;
    private static final byte[] EMPTY = {};

    private final BodyBudget budget;
    private final int maxBytes;
    private byte[] bytes = EMPTY;
    private int length;

    /**
     * @param maxBytes that the body may have; the buffer holds one more, which tells that there are too many
     */
    BodyBuffer(BodyBudget budget, int maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    /**
     * Makes room for a body of known length.
     *
     * @return false if the budget has none
     */
    boolean reserve(int expected) {
        int more = expected - bytes.length;
        if (more > 0 && !budget.reserve(bytes.length, more)) {
            return false;
        }
        bytes = more > 0 ? Arrays.copyOf(bytes, expected) : bytes;
        return true;
    }

    /** Makes room for at least one more byte; false if the budget has none. */
    boolean grow() {
        return length < bytes.length || reserve(Math.min(Math.max(FIRST, 2 * bytes.length), maxBytes + 1));
    }

    boolean isOverflown() {
        return length > maxBytes;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    int room() {
        return bytes.length - length;
    }

    void wrote(int count) {
        length += count;
    }

    /** Lets the bytes go. */
    @Override
    public void close() {
        budget.release(bytes.length);
        bytes = EMPTY;
        length = 0;
    }
}
