package telltale.recording;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.spool.Spool;
import telltale.store.Appended;
import telltale.store.EventsRejected;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;

/**
 * Brings what the spool holds into the database, in order and exactly once: each transaction notes how far the spool was
 * read. A single hit is brought at once; under load many are gathered, for a large transaction costs much less per event.
 */
final class Transfer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Transfer.class);
    private static final int LARGEST_BATCH = 20_000;
    /** A batch of that size means load: the next one may gather. */
    private static final int MANY = 200;

    private static final long HEALTH_EVERY = TimeUnit.SECONDS.toNanos(2);

    private static final long GATHER = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Spool spool;
    private final HitCounts counts;
    private final Outage outage;
    private final Duration probe;
    private final OpenLines lines = new OpenLines();
    private final Thread thread = new Thread(this::run, "telltale-store");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private int asking;
    private boolean closed;
    private boolean readsOn;
    private volatile boolean idle;
    private volatile long through;
    private volatile @Nullable StoreHealth health;
    private long healthChecked;

    /**
     * @param probe how long to wait before a database that was away is tried again
     */
    Transfer(Store store, Spool spool, HitCounts counts, Duration probe) {
        this.store = store;
        this.spool = spool;
        this.counts = counts;
        this.outage = new Outage(spool::waiting);
        this.probe = probe;
    }

    void start() {
        thread.start();
    }

    /** Something was added to the spool. */
    void wake() {
        if (idle) {
            signal();
        }
    }

    boolean isDatabaseAway() {
        return outage.isOn();
    }

    Optional<StoreHealth> databaseHealth() {
        return outage.isOn() ? Optional.empty() : Optional.ofNullable(health);
    }

    /** Waits until the database has everything up to a number; false after that time, or while it is away. */
    boolean awaitThrough(long number, Duration patience) {
        lock.lock();
        try {
            asking++;
            work.signal();
            long left = patience.toNanos();
            while (through < number && !outage.isOn() && !closed && left > 0) {
                left = progress.awaitNanos(left);
            }
            return through >= number;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            asking--;
            lock.unlock();
        }
    }

    /** Brings what is left, unless the database is away: then it waits in the spool for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        if (Threads.join(thread)) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            boolean last = isClosed();
            try {
                takeUp();
                checkHealth();
                if (bringAll() && last) {
                    break;
                }
                awaitWork();
            } catch (StoreUnavailable | IOException away) {
                outage.begin(String.valueOf(away.getMessage()));
                if (last) {
                    break;
                }
                awaitProbe();
            } catch (RuntimeException unexpected) {
                log.error("Bringing events into the database failed in an unexpected way and goes on", unexpected);
                if (last) {
                    break;
                }
                awaitProbe();
            }
        }
        lines.sayWhatWasLeftOut();
    }

    /** At the start: a crash may have come between the database's commit and the spool's next record. */
    private void takeUp() {
        if (!readsOn) {
            long known = spool.wasReadThrough(store.replayedThrough(spool.id()));
            counts.add(Fate.STORED, known);
            tellThrough(spool.last() - spool.waiting());
            readsOn = true;
        }
    }

    /** Somebody who only asks how things are must not wait for a database that does not answer. */
    private void checkHealth() {
        long now = System.nanoTime();
        if (health == null || now - healthChecked > HEALTH_EVERY) {
            health = store.health();
            healthChecked = now;
        }
    }

    /** Brings batch after batch until nothing waits. */
    private boolean bringAll() throws IOException {
        while (true) {
            long began = System.nanoTime();
            Spool.Batch batch = spool.oldest(LARGEST_BATCH);
            if (batch.isEmpty()) {
                if (outage.isOn()) {
                    // The only question that tells whether the database takes a transaction is one.
                    store.replay(spool.id(), List.of(), through);
                }
                outage.end();
                return true;
            }
            Set<UUID> withdrawn = bring(batch);
            outage.end();
            lines.write(batch.events().stream()
                    .filter(event -> !withdrawn.contains(event.id()))
                    .toList());
            if (batch.events().size() >= MANY && spool.waiting() < LARGEST_BATCH) {
                gather(began);
            }
        }
    }

    /** Returns the ids of those that nothing may be kept or said of. */
    private Set<UUID> bring(Spool.Batch batch) {
        try {
            Appended appended = store.replay(spool.id(), batch.events(), batch.last());
            counts.settle(appended, spool.forgetThrough(batch.last()));
            tellThrough(batch.last());
            return appended.withdrawn();
        } catch (EventsRejected poisoned) {
            return isolate(batch, poisoned);
        }
    }

    /** A batch with a poisoned event is halved until that event is alone. It is put aside with the reason. */
    private Set<UUID> isolate(Spool.Batch batch, EventsRejected poisoned) {
        int size = batch.events().size();
        if (size > 1) {
            Set<UUID> withdrawn = new HashSet<>(bring(batch.part(0, size / 2)));
            withdrawn.addAll(bring(batch.part(size / 2, size)));
            return withdrawn;
        }
        boolean kept = putAside(batch.events().get(0), String.valueOf(poisoned.getMessage()));
        store.replay(spool.id(), List.of(), batch.last());
        counts.add(kept ? Fate.QUARANTINED : Fate.LOST, spool.forgetThrough(batch.last()));
        tellThrough(batch.last());
        return Set.of();
    }

    private boolean putAside(Event event, String reason) {
        try {
            spool.quarantine(event, reason);
            log.error("The database rejects event {}; it is put aside in the spool: {}", event.id(), reason);
            return true;
        } catch (IOException noDisk) {
            log.error("The database rejects event {}, and it could not be put aside: {}", event.id(), reason, noDisk);
            return false;
        }
    }

    private void tellThrough(long number) {
        lock.lock();
        try {
            through = number;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets more come together, unless somebody asks for the numbers now. */
    private void gather(long began) {
        await(GATHER - (System.nanoTime() - began));
    }

    private void awaitWork() {
        idle = true;
        try {
            if (spool.waiting() == 0) {
                await(TimeUnit.SECONDS.toNanos(1));
                lines.sayWhatWasLeftOut();
            }
        } finally {
            idle = false;
        }
    }

    private void awaitProbe() {
        outage.goesOn();
        lock.lock();
        try {
            progress.signalAll();
            long left = probe.toNanos();
            while (left > 0 && !closed) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException notOurs) {
            log.debug("The transfer ends by close(), not by an interrupt.");
        } finally {
            lock.unlock();
        }
    }

    /** Waits that long, or until there is a reason to go on. */
    private void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && asking == 0 && (!idle || spool.waiting() == 0)) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException notOurs) {
            log.debug("The transfer ends by close(), not by an interrupt.");
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            work.signal();
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
