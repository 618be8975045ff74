package telltale.recording;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.Networks;
import telltale.model.Event;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.spool.Spool;
import telltale.store.AppendResult;
import telltale.store.EventsRejectedException;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * Makes hits durable before they are answered (group commit). Callers enqueue hits; one writer syncs all that wait to the
 * spool on this node's disk, and then sends the answers. {@link SpoolTransfer} moves the spool into the database, so no answer
 * waits for the database. If the spool's disk fails, the writer stores events in the database itself.
 *
 * <p>A hit that cannot be stored anywhere is answered nevertheless, so that recipients never wait for a fault of the server.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int MAX_BATCH = 1_000;
    private static final long DEADLINE_CHECK_MILLIS = 50;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);
    private static final long DROP_REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Store store;
    private final Spool spool;
    private final @Nullable Replication replication;
    private final Supplier<Networks> networks;
    private final RandomGenerator random;
    private final Duration deadline;
    private final PrivacyProfile profile;
    private final Predicate<Event> isByPerson;
    private final BlockingQueue<PendingHit> queue;
    private final HitCounts counts;
    private final LongAdder answeredEarly = new LongAdder();
    private final DroppedHitLog droppedHits = new DroppedHitLog();
    private final SpoolOutage spoolOutage = new SpoolOutage();
    private final SupervisedThread writer;
    private final SupervisedThread deadlineWatcher;
    private final SpoolTransfer transfer;
    private volatile List<PendingHit> syncing = List.of();
    /** The batch being made durable and the number of its hits that have been counted; used by the writer only. */
    private final List<PendingHit> batch = new ArrayList<>(MAX_BATCH);

    private int settled;

    private volatile boolean closed;
    private volatile long lastDrop = System.nanoTime() - DROP_REPORT_NANOS;

    /**
     * Creates a log that accepts hits at once and makes them durable after {@link #start}.
     *
     * @param supervisor runs the threads
     * @param networks maps addresses to networks; only the network is kept of an address
     * @param random supplies the random part of event ids
     * @param capacity the number of hits that may wait; each takes up to 2 kB of memory, as its user agent is bounded
     * @param deadline the maximum time that an answer waits for its event
     * @param retryInterval the time after which an unavailable database is tried again
     * @param profile limits what is recorded, whatever a token allows
     * @param replicated the log that makes hits durable on other machines, or null; the spool has those that it does not accept
     * @param isByPerson judges an open under the profile hygiene by its request alone: only the date of those by people is kept
     */
    public EventLog(
            Supervisor supervisor,
            Store store,
            Spool spool,
            @Nullable ReplicatedLog replicated,
            Supplier<Networks> networks,
            RandomGenerator random,
            int capacity,
            Duration deadline,
            Duration retryInterval,
            PrivacyProfile profile,
            Predicate<Event> isByPerson) {
        this.store = store;
        this.spool = spool;
        this.replication = replicated == null ? null : new Replication(replicated, store);
        this.networks = networks;
        this.random = random;
        this.deadline = deadline;
        this.profile = profile;
        this.isByPerson = isByPerson;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.counts = new HitCounts(spool::waiting);
        this.writer = supervisor.prepare("spool", this::write);
        this.deadlineWatcher = supervisor.prepare("deadline", this::watchDeadlines);
        this.transfer = new SpoolTransfer(supervisor, store, spool, replication, counts, retryInterval);
    }

    /** Starts the threads. */
    public void start() {
        writer.start();
        deadlineWatcher.start();
        transfer.start();
    }

    /**
     * Accepts a hit. Its address is reduced to its network before this returns. A hit that its profile, the settings or its own
     * request forbid to record is answered at once, and nothing of it is kept but a count. An open under the profile hygiene is
     * judged here, so that neither its client nor its network reaches the disk.
     *
     * @param answer sends the answer to the client; called exactly once, when the event is durable, dropped or past its
     *     deadline, on a thread of the log or the caller's; it must not block
     */
    public void append(Hit hit, Runnable answer) {
        counts.receive();
        PrivacyProfile effective = profile.or(hit.profile());
        HitDisposition refusal = refusal(hit, effective);
        if (refusal != null) {
            discard(refusal, answer);
            return;
        }
        if (!effective.isKeptUnchecked() && transfer.isDatabaseUnavailable()) {
            discard(HitDisposition.UNCHECKED, answer);
            return;
        }
        Event event = event(hit.under(effective));
        if (effective == PrivacyProfile.HYGIENE && !isByPerson.test(event)) {
            discard(HitDisposition.UNRECORDED, answer);
            return;
        }
        PendingHit pending = new PendingHit(
                effective == PrivacyProfile.HYGIENE ? event.dated(random) : event,
                answer,
                System.nanoTime() + deadline.toNanos());
        if (!enqueue(pending)) {
            drop(1, closed ? "Telltale is stopping" : "the queue is full");
            answer(pending);
        }
    }

    /** Why a hit may not be recorded, or null. */
    private static @Nullable HitDisposition refusal(Hit hit, PrivacyProfile effective) {
        HitDisposition objection = HitDisposition.ofObjection(hit);
        return objection == null && !effective.records(hit.kind()) ? HitDisposition.UNRECORDED : objection;
    }

    private void discard(HitDisposition disposition, Runnable answer) {
        counts.add(disposition, 1);
        answer.run();
    }

    /** Counts a hit with an invalid token; nothing else of it is stored. */
    public void countBadToken() {
        count(HitDisposition.BAD_TOKEN);
    }

    /** Counts a hit that is not stored as an event. */
    void count(HitDisposition disposition) {
        counts.receive();
        counts.add(disposition, 1);
    }

    /**
     * Waits until the database has every hit that was answered before, so that a query counts them (read your writes).
     *
     * @return false after the timeout, or while the database is unavailable
     */
    public boolean awaitStored(Duration timeout) {
        return transfer.awaitStored(spool.last(), timeout);
    }

    /** The number of hits since the start, including those in the spool at the start. */
    public long received() {
        return counts.received();
    }

    /** The number of hits by disposition; their sum is {@link #received} while none is being processed. */
    public Map<HitDisposition, Long> counts() {
        return counts.snapshot();
    }

    /** The number of answers that were sent at their deadline, before a stalled disk had stored their event. */
    public long answeredEarly() {
        return answeredEarly.sum();
    }

    /** Whether the database is unavailable, so that events wait in the spool. */
    public boolean isDatabaseUnavailable() {
        return transfer.isDatabaseUnavailable();
    }

    /** The health of the database a few seconds ago; empty while it is unavailable. Never waits for the database. */
    public Optional<StoreHealth> databaseHealth() {
        return transfer.databaseHealth();
    }

    /** Whether the spool cannot be written, so that events are stored in the database directly. */
    public boolean isSpoolFailing() {
        return spoolOutage.isActive();
    }

    /** The log that makes hits durable on other machines, if there is one. */
    public Optional<ReplicatedLog> replicated() {
        return Optional.ofNullable(replication).map(Replication::log);
    }

    /** Whether hits were dropped within the last ten seconds. It ends without a success: an idle node is healthy. */
    public boolean isDroppingHits() {
        return System.nanoTime() - lastDrop < DROP_REPORT_NANOS;
    }

    /**
     * Stops accepting hits, makes those that wait durable and answers them, and moves them into the database if it is
     * available and fast enough: the rest waits in the spool for the next start.
     */
    @Override
    public void close() {
        closed = true;
        writer.joinWithin(SHUTDOWN_TIMEOUT);
        deadlineWatcher.interrupt();
        deadlineWatcher.joinWithin(SHUTDOWN_TIMEOUT);
        transfer.close();
        answerRemaining();
    }

    /** Answers the hits that remain if the writer failed during shutdown, or waits for a disk. */
    private void answerRemaining() {
        List<PendingHit> remaining = new ArrayList<>();
        queue.drainTo(remaining);
        if (writer.isEnded()) {
            remaining.addAll(batch);
        }
        if (!remaining.isEmpty()) {
            drop(remaining.size(), "Telltale is stopping");
        }
        answerAll(remaining);
        answerAll(syncing);
    }

    private Event event(Hit hit) {
        Network network =
                hit.address() == null ? Network.UNKNOWN : networks.get().classify(hit.address());
        return new Event(
                Uuid7.at(hit.at(), random),
                hit.kind(),
                hit.delivery(),
                hit.link(),
                hit.client(),
                network,
                hit.profile());
    }

    /** Adds a hit to the queue; if the queue is full, waits until the deadline (backpressure). */
    private boolean enqueue(PendingHit pending) {
        try {
            return !closed && queue.offer(pending, deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write() {
        while (!closed || !queue.isEmpty() || !batch.isEmpty()) {
            if (batch.isEmpty()) {
                take();
            } else {
                settle();
            }
        }
    }

    private void take() {
        try {
            PendingHit first = queue.poll(100, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, MAX_BATCH - 1);
            }
        } catch (InterruptedException ignored) {
            log.debug("The event log ignores interrupts; close() ends it.");
        }
    }

    /** Makes the batch durable and answers it. Each of its hits is answered and counted once, even after a failure. */
    private void settle() {
        settled = 0;
        try {
            syncing = List.copyOf(batch);
            makeDurable();
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
            drop(batch.size() - settled, "they could not be stored: " + failed);
        } finally {
            answerAll(batch);
            batch.clear();
            syncing = List.of();
        }
    }

    private void makeDurable() {
        List<Event> events = batch.stream().map(PendingHit::event).toList();
        if (replication != null) {
            events = replication.appendNow(events, spool.waiting() == 0);
            settled = batch.size() - events.size();
            counts.add(HitDisposition.LOGGED, settled);
        }
        if (events.isEmpty()) {
            return;
        }
        if (isSpooled(events)) {
            settled = batch.size();
            spoolOutage.end();
            transfer.wake();
        } else {
            storeDirectly(events);
        }
    }

    private boolean isSpooled(List<Event> events) {
        try {
            spool.add(events);
            return true;
        } catch (IOException diskFailed) {
            spoolOutage.begin(diskFailed);
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
        }
        return false;
    }

    private void storeDirectly(List<Event> events) {
        try {
            AppendResult appended = replication == null
                    ? store.append(events)
                    : store.logReplay().add(events).appended();
            settled += events.size();
            counts.settle(appended, events.size());
        } catch (StoreUnavailableException unavailable) {
            settled += events.size();
            drop(events.size(), "neither the spool nor the database can store them: " + unavailable.getMessage());
        } catch (EventsRejectedException poisoned) {
            isolate(events, "the database rejects an event, and the spool cannot be written: " + poisoned.getMessage());
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
            isolate(events, "storing an event failed, and the spool cannot be written: " + failed);
        }
    }

    /** Halves a batch until the poisoned event is alone. It is dropped, because without the spool it cannot be quarantined. */
    private void isolate(List<Event> events, String reason) {
        int size = events.size();
        if (size == 1) {
            settled++;
            drop(1, reason);
            return;
        }
        storeDirectly(events.subList(0, size / 2));
        storeDirectly(events.subList(size / 2, size));
    }

    private void drop(int hits, String reason) {
        lastDrop = System.nanoTime();
        counts.add(HitDisposition.LOST, hits);
        droppedHits.log(hits, reason);
    }

    private void answerAll(List<PendingHit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            answer(hits.get(i));
        }
    }

    /** Sends an answer. A failure (the client may have disconnected) does not affect the others. */
    private boolean answer(PendingHit pending) {
        try {
            return pending.answer();
        } catch (RuntimeException disconnected) {
            log.debug("An answer could not be sent", disconnected);
        } catch (Error failed) {
            writer.report(failed);
        }
        return true;
    }

    /** Sends answers at their deadline, so that a stalled disk does not delay recipients. */
    private void watchDeadlines() throws InterruptedException {
        while (!writer.isEnded()) {
            TimeUnit.MILLISECONDS.sleep(DEADLINE_CHECK_MILLIS);
            long now = System.nanoTime();
            syncing.forEach(pending -> answerLate(pending, now));
            PendingHit oldest = queue.peek();
            if (oldest != null && oldest.isLate(now)) {
                queue.forEach(pending -> answerLate(pending, now));
            }
        }
    }

    private void answerLate(PendingHit pending, long now) {
        if (pending.isLate(now) && answer(pending)) {
            answeredEarly.increment();
        }
    }
}
