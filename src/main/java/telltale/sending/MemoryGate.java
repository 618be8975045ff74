package telltale.sending;

import java.util.concurrent.Semaphore;

/** Admission of large mails: together they take no more memory than a part of the heap, and wait for one another. */
final class MemoryGate {
    /** Mails that take less are always admitted: so many of them as there are connections fit beside. */
    private static final long SMALL = 1 << 20;

    private static final int KIB = 1024;

    private final int permits;
    private final Semaphore free;

    MemoryGate(long bytes) {
        this.permits = (int) Math.max(1, Math.min(bytes / KIB, Integer.MAX_VALUE));
        this.free = new Semaphore(permits, true);
    }

    /** Memory that a mail may take until it is closed. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    static boolean isSmall(long bytes) {
        return bytes < SMALL;
    }

    /** Waits until there is room. A mail that takes more than all there is takes all of it. */
    Reservation reserve(long bytes) throws InterruptedException {
        if (isSmall(bytes)) {
            return () -> {};
        }
        int wanted = (int) Math.min(bytes / KIB, permits);
        free.acquire(wanted);
        return () -> free.release(wanted);
    }
}
