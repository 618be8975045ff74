package telltale.web.gate;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a lane: a limited number of requests run in servlets, a limited number wait without a thread, and further
 * requests are rejected. Thread-safe; no method blocks.
 */
final class Admission {
    /** A waiting request. */
    interface Waiter {
        /**
         * Takes over a permit.
         *
         * @return false if the request has ended and the permit goes to another one
         */
        boolean admitted();
    }

    /** The result of a request for a permit. */
    enum Decision {
        ENTERED,
        QUEUED,
        REFUSED
    }

    private final int maxWaiting;
    private final Queue<Waiter> queue = new ArrayDeque<>();
    private int free;

    /**
     * @param permits maximum number of running requests
     * @param maxWaiting maximum number of waiting requests
     */
    Admission(int permits, int maxWaiting) {
        this.free = permits;
        this.maxWaiting = maxWaiting;
    }

    /** Takes a permit if one is free and no request is waiting. */
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

    /** Removes a request from the queue. */
    synchronized void cancel(Waiter waiter) {
        queue.remove(waiter);
    }

    /** Returns a permit, which goes to the longest-waiting request. */
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
