package telltale.recording;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.store.Appended;
import telltale.store.EventsRejected;
import telltale.store.Spool;
import telltale.store.Store;
import telltale.store.StoreUnavailable;

/** Brings what waits in the spool into the database, in order, and finds out when the database is back. */
final class Replay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final int BATCH = 1_000;

    private final Store store;
    private final Spool spool;
    private final HitCounts counts;
    private final Outage outage;
    private final Duration probe;
    private final Thread thread = new Thread(this::run, "telltale-spool-replay");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private boolean closed;

    /**
     * @param probe how long to wait before looking again
     */
    Replay(Store store, Spool spool, HitCounts counts, Outage outage, Duration probe) {
        this.store = store;
        this.spool = spool;
        this.counts = counts;
        this.outage = outage;
        this.probe = probe;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        if (Threads.join(thread)) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean knowsWhereItWas = false;
        while (!isClosedAfterWait()) {
            try {
                if (!knowsWhereItWas) {
                    skipWhatWasReplayed();
                    knowsWhereItWas = true;
                }
                if (outage.isOn() || spool.waiting() > 0) {
                    replayAll();
                }
            } catch (StoreUnavailable away) {
                outage.goesOn();
            } catch (RuntimeException unexpected) {
                log.error("Replaying the spool failed in an unexpected way and goes on", unexpected);
            }
        }
    }

    /** A crash may have come between the database's commit and the spool's. */
    private void skipWhatWasReplayed() {
        int removed = spool.removeThrough(store.replayedThrough(spool.id()));
        if (removed > 0) {
            counts.add(Fate.STORED, removed);
        }
    }

    private void replayAll() {
        boolean ended = false;
        while (!isClosed()) {
            Spool.Batch batch = spool.oldest(BATCH);
            replay(batch);
            if (!ended) {
                outage.end();
                ended = true;
            }
            if (batch.events().isEmpty()) {
                return;
            }
        }
    }

    /** An empty batch is a transaction, too: it tells whether the database takes one. */
    private void replay(Spool.Batch batch) {
        try {
            Appended appended = store.replay(spool.id(), batch);
            settle(batch, appended, 0);
        } catch (EventsRejected poisoned) {
            Appended appended = new Appended(0, 0, 0);
            int quarantined = 0;
            for (Event event : batch.events()) {
                try {
                    appended = appended.plus(store.append(List.of(event)));
                } catch (EventsRejected culprit) {
                    if (Quarantine.put(spool, event, culprit)) {
                        quarantined++;
                    }
                }
            }
            settle(batch, appended, quarantined);
        }
    }

    private void settle(Spool.Batch batch, Appended appended, int quarantined) {
        int removed = batch.events().isEmpty() ? 0 : spool.removeThrough(batch.last());
        counts.add(Fate.FOLDED, appended.folded());
        counts.add(Fate.UNKNOWN_DELIVERY, appended.unknownDelivery());
        counts.add(Fate.QUARANTINED, quarantined);
        counts.add(Fate.STORED, removed - (long) appended.folded() - appended.unknownDelivery() - quarantined);
    }

    private boolean isClosedAfterWait() {
        lock.lock();
        try {
            long left = probe.toNanos();
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
