package telltale.sending;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How fast this node sends: no faster than its owner allows, and slower for a while when the server complains. Each
 * complaint after a pause makes the next pause twice as long, and each success halves it.
 */
final class RateLimiter implements AutoCloseable {
    private static final long SHORTEST_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toNanos();

    private final long interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long next = System.nanoTime();
    private long pausedUntil = System.nanoTime();
    private long pause = SHORTEST_PAUSE;
    private boolean closed;

    /**
     * @param perSecond mails a second, 0 for as many as can be
     */
    RateLimiter(int perSecond) {
        this.interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * Waits for the turn of one mail.
     *
     * @param urgent whether somebody waits for it, so that it is tried in spite of a pause
     * @return false when there is none any more, because the node stops
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
                // What is left to wait is looked at again, for a pause may have begun meanwhile.
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

    /** The server complained, or is not there. */
    void slowDown() {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (now >= pausedUntil) {
                pausedUntil = now + pause;
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        } finally {
            lock.unlock();
        }
    }

    void success() {
        lock.lock();
        try {
            pause = Math.max(pause / 2, SHORTEST_PAUSE);
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
