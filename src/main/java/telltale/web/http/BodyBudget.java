package telltale.web.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all request bodies in memory at once. A single body is always admitted, so that a limit above the budget
 * does not make a request impossible for ever.
 */
public final class BodyBudget {
    private final long total;
    private final AtomicLong used = new AtomicLong();

    public BodyBudget(long total) {
        this.total = total;
    }

    /**
     * Reserves more bytes for a body that may hold some already.
     *
     * @param held bytes that this body reserved before
     * @return false if that is too much for now
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
}
