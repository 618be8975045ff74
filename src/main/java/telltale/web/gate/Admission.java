package telltale.web.gate;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a lane: so many requests are inside servlets at once, some more wait without a thread, and the rest is
 * refused. Thread-safe; no method blocks.
 */
final class Admission {
    /** A request that waits. */
    interface Waiter {
        /**
         * Uses a permit, which is the waiter's from now on.
         *
         * @return false if the request has ended meanwhile and the permit is for another
         */
        boolean admitted();
    }

    /** What became of a request that asked. */
    enum Decision {
        ENTERED,
        QUEUED,
        REFUSED
    }

    private final int maxWaiting;
    private final Queue<Waiter> queue = new ArrayDeque<>();
    private int free;

    /**
     * @param permits requests inside at once
     * @param maxWaiting requests that wait at once
     */
    Admission(int permits, int maxWaiting) {
        this.free = permits;
        this.maxWaiting = maxWaiting;
    }

    /** Takes a permit if one is free and no other request waits for it. */
    synchronized boolean tryEnter() {
        if (free == 0 || !queue.isEmpty()) {
            return false;
        }
        free--;
        return true;
    }

    /** Takes a permit, or a place in the queue. */
    synchronized Decision enterOrQueue(Waiter waiter) {
        if (tryEnter()) {
            return Decision.ENTERED;
        }
        if (queue.size() >= maxWaiting) {
            return Decision.REFUSED;
        }
        queue.add(waiter);
        return Decision.QUEUED;
    }

    /** Gives up a place in the queue. */
    synchronized void forget(Waiter waiter) {
        queue.remove(waiter);
    }

    /** Returns a permit, which goes to the request that has waited longest. */
    void leave() {
        Waiter next = next();
        while (next != null && !next.admitted()) {
            next = next();
        }
    }

    private synchronized @Nullable Waiter next() {
        Waiter next = queue.poll();
        if (next == null) {
            free++;
        }
        return next;
    }

    synchronized int waiting() {
        return queue.size();
    }
}
