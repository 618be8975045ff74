package telltale.web.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory budget for all request bodies together. A single body is always admitted, so that a limit above the budget
 * does not reject a request permanently.
 */
public final class BodyBudget {
    private final long total;
    private final AtomicLong used = new AtomicLong();

    public BodyBudget(long total) {
        this.total = total;
    }

    /**
     * Reserves further bytes for a body.
     *
     * @param held bytes that this body has already reserved
     * @return false if the budget is currently exhausted
     */
    public boolean reserve(long held, long more) {
        long before = used.get();
        while (before == held || before + more <= total) {
            if (used.compareAndSet(before, before + more)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    public long used() {
        return used.get();
    }

    /** The problem for a body that exceeds the budget. */
    public static Problem exhausted() {
        return new Problem(Problem.Type.SERVER_BUSY, "The memory for request bodies is exhausted; try again later.");
    }
}
