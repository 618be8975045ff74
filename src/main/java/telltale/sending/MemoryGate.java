package telltale.sending;

import java.util.concurrent.Semaphore;

/** Admission control for large messages: together they occupy no more than a fraction of the heap; others wait. */
public final class MemoryGate {
    /** The size below which a message is always admitted: one for each connection fits beside the large ones. */
    private static final long SMALL_BYTES = 1 << 20;

    private static final int KIB = 1024;

    private final int permits;
    private final Semaphore free;

    /** @param bytes the memory that large messages may occupy together */
    public MemoryGate(long bytes) {
        this.permits = (int) Math.max(1, Math.min(bytes / KIB, Integer.MAX_VALUE));
        this.free = new Semaphore(permits, true);
    }

    /** Memory that a message may occupy until the reservation is closed. */
    public interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    static boolean isSmall(long bytes) {
        return bytes < SMALL_BYTES;
    }

    /** Waits until there is room. A message larger than the whole budget reserves all of it. */
    public Reservation reserve(long bytes) throws InterruptedException {
        if (isSmall(bytes)) {
            return () -> {};
        }
        int wanted = (int) Math.min(bytes / KIB, permits);
        free.acquire(wanted);
        return () -> free.release(wanted);
    }
}
