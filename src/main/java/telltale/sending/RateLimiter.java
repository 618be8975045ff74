package telltale.sending;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The rate limit of this node. */
final class RateLimiter implements AutoCloseable {
    private final long interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long next = System.nanoTime();
    private boolean closed;

    /**
     * @param perSecond the number of messages a second, or 0 for no limit
     */
    RateLimiter(int perSecond) {
        this.interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * Waits until one message may be sent.
     *
     * @return false if the node stops
     */
    boolean await() {
        lock.lock();
        try {
            long turn = Math.max(next, System.nanoTime());
            next = turn + interval;
            for (long left = turn - System.nanoTime(); !closed && left > 0; ) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
