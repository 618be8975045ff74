package telltale.sending;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import telltale.store.ClaimedDelivery;
import telltale.store.Outbox;

/**
 * Protects the other messages from one whose preparation may end the process: a suspect is prepared while no other message
 * is, and every preparation is noted.
 */
final class PreparationGuard {
    private final Outbox outbox;
    private final Preparations preparations;
    /** Suspects are prepared under the write lock, all other messages under the read lock. */
    private final ReadWriteLock preparing = new ReentrantReadWriteLock();

    PreparationGuard(Outbox outbox, Preparations preparations) {
        this.outbox = outbox;
        this.preparations = preparations;
    }

    /** Runs the preparation of a delivery. */
    <T> T run(ClaimedDelivery delivery, Supplier<T> preparation) {
        return delivery.isSuspect() ? exclusively(delivery, preparation) : concurrently(delivery, preparation);
    }

    private <T> T concurrently(ClaimedDelivery delivery, Supplier<T> preparation) {
        Lock lock = preparing.readLock();
        lock.lock();
        try {
            return preparations.during(delivery.id(), preparation);
        } finally {
            lock.unlock();
        }
    }

    /** Counts the attempt as lost beforehand, because the process may not survive to count it. */
    private <T> T exclusively(ClaimedDelivery delivery, Supplier<T> preparation) {
        Lock lock = preparing.writeLock();
        lock.lock();
        try {
            outbox.countLostAttempt(delivery);
            T prepared = preparation.get();
            outbox.clearLostAttempts(delivery);
            return prepared;
        } finally {
            lock.unlock();
        }
    }
}
