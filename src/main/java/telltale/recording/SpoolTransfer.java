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
import telltale.store.AppendResult;
import telltale.store.EventsRejectedException;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * Brings what the spool holds into the database, in order and exactly once: each transaction notes how far the spool was
 * read. A single hit is brought at once; under load many are gathered, for a large transaction costs much less per event.
 */
final class SpoolTransfer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpoolTransfer.class);
    private static final int MAX_BATCH = 20_000;
    /** A batch of that size means load: the next one may gather. */
    private static final int MANY = 200;

    private static final long HEALTH_EVERY = TimeUnit.SECONDS.toNanos(2);

    private static final long GATHER = TimeUnit.SECONDS.toNanos(1);
    /** So often a batch is tried that fails in an unexpected way, before the event is looked for that makes it fail. */
    private static final int MAX_TRIES = 3;

    /** How long the end of the application waits for what is left: the spool keeps it for the next start. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

    private final Store store;
    private final Spool spool;
    private final HitCounts counts;
    private final DatabaseOutage outage;
    private final Duration probe;
    private final OpenLog lines = new OpenLog();
    private final SupervisedThread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private int asking;
    private volatile boolean closed;
    private volatile long closedAt;
    /** How often in a row the events behind {@link #through} failed in an unexpected way. */
    private int failures;

    private boolean readsOn;
    private volatile boolean idle;
    private volatile long through;
    private volatile @Nullable StoreHealth health;
    private long healthChecked;

    /**
     * @param supervisor keeps its thread running
     * @param probe how long to wait before a database that was away is tried again
     */
    SpoolTransfer(Supervisor supervisor, Store store, Spool spool, HitCounts counts, Duration probe) {
        this.store = store;
        this.spool = spool;
        this.counts = counts;
        this.outage = new DatabaseOutage(spool::waiting);
        this.probe = probe;
        this.thread = supervisor.prepare("store", this::run);
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

    /** Brings what is left, unless the database is away or too slow: then it waits in the spool for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            closedAt = System.nanoTime();
            closed = true;
            work.signalAll();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        // It ends by itself in time, except in a call that does not return.
        thread.joinWithin(SHUTDOWN_TIMEOUT.multipliedBy(2));
    }

    private void run() {
        while (true) {
            boolean last = closed;
            try {
                takeUp();
                checkHealth();
                if (bringAll() && last) {
                    break;
                }
                awaitWork();
            } catch (StoreUnavailableException | IOException away) {
                outage.begin(String.valueOf(away.getMessage()));
                if (last) {
                    break;
                }
                awaitProbe();
            } catch (RuntimeException | Error unexpected) {
                thread.report(unexpected);
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
            counts.add(HitDisposition.STORED, known);
            tellThrough(spool.last() - spool.waiting());
            readsOn = true;
        }
    }

    /** Somebody who only asks how things are must not wait for a database that does not answer. */
    private void checkHealth() {
        long now = System.nanoTime();
        if (health == null || now - healthChecked > HEALTH_EVERY) {
            healthChecked = now;
            health = askedHealth();
        }
    }

    private @Nullable StoreHealth askedHealth() {
        try {
            return store.health();
        } catch (StoreUnavailableException away) {
            throw away;
        } catch (RuntimeException | Error unexpected) {
            thread.report(unexpected);
            return null;
        }
    }

    /** Brings batch after batch until nothing waits. */
    private boolean bringAll() throws IOException {
        while (!isShutdownOver()) {
            long began = System.nanoTime();
            Spool.Batch batch = spool.oldest(MAX_BATCH);
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
            if (batch.events().size() >= MANY && spool.waiting() < MAX_BATCH) {
                gather(began);
            }
        }
        return true;
    }

    private boolean isShutdownOver() {
        return closed && System.nanoTime() - closedAt > SHUTDOWN_TIMEOUT.toNanos();
    }

    /** Returns the ids of those that nothing may be kept or said of. */
    private Set<UUID> bring(Spool.Batch batch) {
        try {
            AppendResult appended = store.replay(spool.id(), batch.events(), batch.last());
            counts.settle(appended, spool.forgetThrough(batch.last()));
            tellThrough(batch.last());
            failures = 0;
            return appended.withdrawn();
        } catch (EventsRejectedException poisoned) {
            return isolate(batch, "The database rejects it: " + poisoned.getMessage());
        } catch (StoreUnavailableException away) {
            throw away;
        } catch (RuntimeException | Error unexpected) {
            failures++;
            if (failures < MAX_TRIES || !mayLieInAnEvent(unexpected)) {
                throw unexpected;
            }
            thread.report(unexpected);
            return isolate(batch, "Storing it failed " + MAX_TRIES + " times: " + unexpected);
        }
    }

    /** Memory that is missing, or a class, is no fault of an event. A stack that was too small may be one. */
    private static boolean mayLieInAnEvent(Throwable unexpected) {
        return unexpected instanceof RuntimeException
                || unexpected instanceof StackOverflowError
                || unexpected instanceof AssertionError;
    }

    /** A batch with a poisoned event is halved until that event is alone. It is quarantined with the reason. */
    private Set<UUID> isolate(Spool.Batch batch, String reason) {
        int size = batch.events().size();
        if (size > 1) {
            Set<UUID> withdrawn = new HashSet<>(bring(batch.part(0, size / 2)));
            // The other half was tried as often as this one.
            failures = MAX_TRIES;
            withdrawn.addAll(bring(batch.part(size / 2, size)));
            return withdrawn;
        }
        // Where nothing at all can be stored, the fault is not this event's, and this call fails.
        store.replay(spool.id(), List.of(), through);
        boolean kept = putAside(batch.events().get(0), reason);
        store.replay(spool.id(), List.of(), batch.last());
        counts.add(kept ? HitDisposition.QUARANTINED : HitDisposition.LOST, spool.forgetThrough(batch.last()));
        tellThrough(batch.last());
        failures = 0;
        return Set.of();
    }

    private boolean putAside(Event event, String reason) {
        try {
            spool.quarantine(event, reason);
            log.error("Event {} is put aside in the spool. {}", event.id(), reason);
            return true;
        } catch (IOException noDisk) {
            log.error("Event {} could not be put aside. {}", event.id(), reason, noDisk);
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
}
