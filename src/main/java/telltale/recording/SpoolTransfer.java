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
import telltale.model.PrivacyProfile;
import telltale.spool.Spool;
import telltale.store.AppendResult;
import telltale.store.EventsRejectedException;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * Moves events from the spool into the database, in order and exactly once: each transaction stores the position in the spool.
 * A single hit is moved at once; under load many are gathered, because a large transaction costs much less per event.
 */
final class SpoolTransfer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpoolTransfer.class);
    private static final int MAX_BATCH = 20_000;
    /** The batch size that indicates load, after which events are gathered for the next batch. */
    private static final int LOAD_THRESHOLD = 200;

    private static final long HEALTH_INTERVAL = TimeUnit.SECONDS.toNanos(2);

    private static final long GATHER_TIME = TimeUnit.SECONDS.toNanos(1);
    /** The number of unexpected failures of a batch after which the event that causes them is isolated. */
    private static final int MAX_ATTEMPTS = 3;

    /** The time for the transfer of the remaining events at shutdown; the spool keeps the rest for the next start. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

    private final Store store;
    private final @Nullable Replication replication;
    private final Spool spool;
    private final HitCounts counts;
    private final SpoolCleaning cleaning;
    private final DatabaseOutage outage;
    private final Duration retryInterval;
    private final OpenLog openLog = new OpenLog();
    private final SupervisedThread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private int awaiting;
    private volatile boolean closed;
    private volatile long closedAt;
    /** The number of consecutive unexpected failures of the events after {@link #through}. */
    private int failures;

    private boolean resumed;
    private volatile boolean idle;
    private volatile long through;
    private volatile @Nullable StoreHealth health;
    private long healthChecked;

    /**
     * @param supervisor runs the thread
     * @param replication the log that the events are moved into instead of the database, or null
     * @param retryInterval the time after which an unavailable database is tried again
     */
    SpoolTransfer(
            Supervisor supervisor,
            Store store,
            Spool spool,
            @Nullable Replication replication,
            HitCounts counts,
            Duration retryInterval) {
        this.store = store;
        this.replication = replication;
        this.spool = spool;
        this.counts = counts;
        this.cleaning = new SpoolCleaning(store, spool);
        this.outage = new DatabaseOutage(spool::waiting);
        this.retryInterval = retryInterval;
        this.thread = supervisor.prepare("store", this::run);
    }

    void start() {
        thread.start();
    }

    /** Wakes the transfer after an addition to the spool. */
    void wake() {
        if (idle) {
            signal();
        }
    }

    boolean isDatabaseUnavailable() {
        return outage.isActive();
    }

    Optional<StoreHealth> databaseHealth() {
        return outage.isActive() ? Optional.empty() : Optional.ofNullable(health);
    }

    /** Waits until the database has the events up to a number, and those in the replicated log; false after the timeout. */
    boolean awaitStored(long number, Duration timeout) {
        long until = System.nanoTime() + timeout.toNanos();
        if (replication == null) {
            return awaitThrough(number, timeout);
        }
        return replication.isAvailable() && awaitThrough(number, timeout) && replication.awaitStored(until);
    }

    /** Waits until the database has the events up to a number; false after the timeout, or while it is unavailable. */
    private boolean awaitThrough(long number, Duration timeout) {
        lock.lock();
        try {
            awaiting++;
            work.signal();
            long left = timeout.toNanos();
            while (through < number && !outage.isActive() && !closed && left > 0) {
                left = progress.awaitNanos(left);
            }
            return through >= number;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            awaiting--;
            lock.unlock();
        }
    }

    /** Moves the remaining events, unless the database is unavailable or too slow: they wait in the spool then. */
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
        // The thread ends within the timeout unless a call does not return.
        thread.joinWithin(SHUTDOWN_TIMEOUT.multipliedBy(2));
    }

    private void run() {
        while (true) {
            boolean last = closed;
            try {
                resume();
                checkHealth();
                cleaning.step();
                if (transferAll() && last) {
                    break;
                }
                awaitWork();
            } catch (StoreUnavailableException | IOException unavailable) {
                outage.begin(String.valueOf(unavailable.getMessage()));
                if (last) {
                    break;
                }
                awaitRetry();
            } catch (Replication.UnacknowledgedException waiting) {
                if (last) {
                    break;
                }
                awaitRetry();
            } catch (RuntimeException | Error unexpected) {
                thread.report(unexpected);
                if (last) {
                    break;
                }
                awaitRetry();
            }
        }
        openLog.logOmitted();
    }

    /** Skips events that the database has: the process may have crashed after a commit and before the next record. */
    private void resume() {
        if (!resumed) {
            long known = spool.resumeAfter(store.replayedThrough(spool.id()));
            counts.add(HitDisposition.STORED, known);
            advance(spool.last() - spool.waiting());
            resumed = true;
        }
    }

    /** Queries the health of the database from time to time, so that health checks never wait for it. */
    private void checkHealth() {
        long now = System.nanoTime();
        if (health == null || now - healthChecked > HEALTH_INTERVAL) {
            healthChecked = now;
            health = queryHealth();
        }
    }

    private @Nullable StoreHealth queryHealth() {
        try {
            return store.health();
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException | Error unexpected) {
            thread.report(unexpected);
            return null;
        }
    }

    /** Moves batch after batch until the spool is empty. */
    private boolean transferAll() throws IOException {
        while (!isShutdownOver()) {
            long began = System.nanoTime();
            Spool.Batch batch = spool.oldest(MAX_BATCH);
            if (batch.isEmpty()) {
                if (outage.isActive()) {
                    // Only a transaction shows whether the database accepts transactions again.
                    store.replay(spool.id(), List.of(), through);
                }
                outage.end();
                return true;
            }
            if (replication != null) {
                drain(replication, batch);
                continue;
            }
            Set<UUID> unlogged = transfer(batch);
            outage.end();
            openLog.write(batch.events().stream()
                    .filter(event -> event.profile() != PrivacyProfile.HYGIENE && !unlogged.contains(event.id()))
                    .toList());
            cleaning.step();
            if (batch.events().size() >= LOAD_THRESHOLD && spool.waiting() < MAX_BATCH) {
                gather(began);
            }
        }
        return true;
    }

    /** Moves a batch into the log; the database has no position in this spool then. */
    private void drain(Replication to, Spool.Batch batch) {
        AppendResult kept = to.drain(batch.events());
        long local = batch.events().stream()
                .filter(event -> !Replication.isLogged(event))
                .count();
        if (local > 0) {
            outage.end();
        }
        counts.settle(kept, local);
        counts.add(HitDisposition.LOGGED, spool.acknowledge(batch.last()) - local);
        cleaning.noteMoved();
        advance(batch.last());
        cleaning.step();
    }

    private boolean isShutdownOver() {
        return closed && System.nanoTime() - closedAt > SHUTDOWN_TIMEOUT.toNanos();
    }

    /** Moves a batch, and returns the ids of events that are not logged: of recipients who opted out, and of tests. */
    private Set<UUID> transfer(Spool.Batch batch) {
        try {
            AppendResult appended = store.replay(spool.id(), batch.events(), batch.last());
            counts.settle(appended, spool.acknowledge(batch.last()));
            cleaning.note(appended);
            advance(batch.last());
            failures = 0;
            Set<UUID> unlogged = new HashSet<>(appended.withdrawn());
            unlogged.addAll(appended.tests());
            return unlogged;
        } catch (EventsRejectedException poisoned) {
            return isolate(batch, "The database rejects it: " + poisoned.getMessage());
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException | Error unexpected) {
            failures++;
            if (failures < MAX_ATTEMPTS || !mayBeCausedByEvent(unexpected)) {
                throw unexpected;
            }
            thread.report(unexpected);
            return isolate(batch, "Storing it failed " + MAX_ATTEMPTS + " times: " + unexpected);
        }
    }

    /** Whether an event may be the cause: not of missing memory or a missing class, but of a stack overflow. */
    private static boolean mayBeCausedByEvent(Throwable unexpected) {
        return unexpected instanceof RuntimeException
                || unexpected instanceof StackOverflowError
                || unexpected instanceof AssertionError;
    }

    /** Halves a batch until the poisoned event is alone, and quarantines that event with the reason. */
    private Set<UUID> isolate(Spool.Batch batch, String reason) {
        int size = batch.events().size();
        if (size > 1) {
            Set<UUID> unlogged = new HashSet<>(transfer(batch.part(0, size / 2)));
            // The other half has failed as often as this one.
            failures = MAX_ATTEMPTS;
            unlogged.addAll(transfer(batch.part(size / 2, size)));
            return unlogged;
        }
        // If nothing at all can be stored, the event is not the cause, and this call fails.
        store.replay(spool.id(), List.of(), through);
        boolean quarantined = quarantine(batch.events().get(0), reason);
        store.replay(spool.id(), List.of(), batch.last());
        counts.add(quarantined ? HitDisposition.QUARANTINED : HitDisposition.LOST, spool.acknowledge(batch.last()));
        advance(batch.last());
        failures = 0;
        return Set.of();
    }

    private boolean quarantine(Event event, String reason) {
        if (event.profile() == PrivacyProfile.HYGIENE) {
            log.error("An open of the privacy profile hygiene is dropped. {}", reason);
            return false;
        }
        try {
            spool.quarantine(event, reason);
            log.error("Event {} is quarantined in the spool. {}", event.id(), reason);
            return true;
        } catch (IOException diskFailed) {
            log.error("Event {} could not be quarantined and is dropped. {}", event.id(), reason, diskFailed);
            return false;
        }
    }

    private void advance(long number) {
        lock.lock();
        try {
            through = number;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets more events gather, unless a query waits for them. */
    private void gather(long began) {
        await(GATHER_TIME - (System.nanoTime() - began));
    }

    private void awaitWork() {
        idle = true;
        try {
            if (spool.waiting() == 0) {
                await(TimeUnit.SECONDS.toNanos(1));
                openLog.logOmitted();
            }
        } finally {
            idle = false;
        }
    }

    private void awaitRetry() {
        outage.logProgress();
        lock.lock();
        try {
            progress.signalAll();
            long left = retryInterval.toNanos();
            while (left > 0 && !closed) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException ignored) {
            log.debug("The transfer ignores interrupts; close() ends it.");
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time, or until there is work to do. */
    private void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && awaiting == 0 && (!idle || spool.waiting() == 0)) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException ignored) {
            log.debug("The transfer ignores interrupts; close() ends it.");
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
