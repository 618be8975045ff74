package telltale.sending;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The rate limit of this node, with a backoff when the mail server throttles it. Each throttling reply after a pause doubles
 * the next pause, and each success halves it.
 */
final class RateLimiter implements AutoCloseable {
    private static final long MIN_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final long MAX_PAUSE = Duration.ofMinutes(5).toNanos();

    private final long interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long next = System.nanoTime();
    private long pausedUntil = System.nanoTime();
    private long pause = MIN_PAUSE;
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
     * @param urgent whether a caller waits for the message, so that it is sent in spite of a pause
     * @return false if the node stops
     */
    boolean await(boolean urgent) {
        lock.lock();
        try {
            long turn = Math.max(next, System.nanoTime());
            next = turn + interval;
            while (!closed) {
                long now = System.nanoTime();
                long until = urgent ? turn : Math.max(turn, pausedUntil);
                if (until - now <= 0) {
                    return true;
                }
                // The remaining time is computed again, because a pause may have begun in the meantime.
                var unused = changed.awaitNanos(until - now);
            }
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Begins a pause, because the server throttles or is unreachable. */
    void slowDown() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (now >= pausedUntil) {
                pausedUntil = now + pause;
                pause = Math.min(2 * pause, MAX_PAUSE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Halves the next pause, because a message was sent. */
    void speedUp() {
        lock.lock();
        try {
            pause = Math.max(pause / 2, MIN_PAUSE);
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return System.nanoTime() < pausedUntil;
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
