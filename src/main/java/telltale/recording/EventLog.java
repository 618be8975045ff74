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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.Networks;
import telltale.model.Event;
import telltale.model.Hit;
import telltale.model.Network;
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
 * Makes hits durable before they are answered. Callers queue; one writer syncs whatever waits to the spool on this
 * node's disk, in one go, and then lets the answers go. {@link SpoolTransfer} brings the spool into the database, so that no
 * answer ever waits for that. When the spool's disk fails, the writer stores in the database itself.
 *
 * <p>A hit that no disk takes is answered all the same: whoever reads a mail never waits for our faults.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int MAX_BATCH = 1_000;
    private static final long LATE_CHECK_MILLIS = 50;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);
    private static final long LOSS_COUNTS_FOR = TimeUnit.SECONDS.toNanos(10);

    private final Store store;
    private final Spool spool;
    private final Supplier<Networks> networks;
    private final RandomGenerator random;
    private final Duration deadline;
    private final BlockingQueue<PendingHit> queue;
    private final HitCounts counts;
    private final LongAdder answeredEarly = new LongAdder();
    private final DroppedHitLog losses = new DroppedHitLog();
    private final SpoolOutage spoolFault = new SpoolOutage();
    private final SupervisedThread writer;
    private final SupervisedThread timekeeper;
    private final SpoolTransfer transfer;
    private volatile List<PendingHit> syncing = List.of();
    /** The hits under way, and how many of them have met their fate: for the writer alone. */
    private final List<PendingHit> batch = new ArrayList<>(MAX_BATCH);

    private int settled;

    private volatile boolean closed;
    private volatile long lastLoss = System.nanoTime() - LOSS_COUNTS_FOR;

    /**
     * A log that takes hits from now on and makes them durable once it is {@linkplain #start started}.
     *
     * @param supervisor keeps its threads running
     * @param networks say where addresses lie; the rest of an address is forgotten there
     * @param random makes the random part of event ids
     * @param capacity how many hits may wait; one takes 2 kB of memory at the most, as its client's text is bounded
     * @param deadline how long an answer waits for its event at the most
     * @param probe how long the database is left alone before it is tried again
     */
    public EventLog(
            Supervisor supervisor,
            Store store,
            Spool spool,
            Supplier<Networks> networks,
            RandomGenerator random,
            int capacity,
            Duration deadline,
            Duration probe) {
        this.store = store;
        this.spool = spool;
        this.networks = networks;
        this.random = random;
        this.deadline = deadline;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.counts = new HitCounts(spool::waiting);
        this.writer = supervisor.prepare("spool", this::write);
        this.timekeeper = supervisor.prepare("deadline", this::watchDeadlines);
        this.transfer = new SpoolTransfer(supervisor, store, spool, counts, probe);
    }

    /** Starts its threads. */
    public void start() {
        writer.start();
        timekeeper.start();
        transfer.start();
    }

    /**
     * Takes a hit. Its address is turned into the little that is kept of it before this returns.
     *
     * @param answer lets the answer to the client go; called exactly once, when the event is durable or when waiting
     *     longer would help nobody, on a thread of the log or the caller's; it must not block
     */
    public void append(Hit hit, Runnable answer) {
        counts.receive();
        PendingHit pending = new PendingHit(event(hit), answer, System.nanoTime() + deadline.toNanos());
        if (!queued(pending)) {
            lose(1, closed ? "Telltale is stopping" : "the queue is full");
            answer(pending);
        }
    }

    /** Counts a hit whose token Telltale did not sign: it is answered, and nothing of it is kept. */
    public void countBadToken() {
        counts.receive();
        counts.add(HitDisposition.BAD_TOKEN, 1);
    }

    /**
     * Waits until the database knows of every hit that was answered before, so that whoever asks sees them counted.
     *
     * @return whether it does; not within the time, or not while it is away
     */
    public boolean awaitStored(Duration patience) {
        return transfer.awaitThrough(spool.last(), patience);
    }

    /** How many hits came since the start, and waited then. */
    public long received() {
        return counts.received();
    }

    /** How many hits have met which fate; together as many as {@link #received} while none is under way. */
    public Map<HitDisposition, Long> counts() {
        return counts.snapshot();
    }

    /** How many answers went at their deadline, before a disk that stood still had taken their event. */
    public long answeredEarly() {
        return answeredEarly.sum();
    }

    /** Whether the database does not take events, so that they wait in the spool. */
    public boolean isDatabaseAway() {
        return transfer.isDatabaseAway();
    }

    /** How the database is, as of a few seconds ago; empty while it is away. Asking never waits for it. */
    public Optional<StoreHealth> databaseHealth() {
        return transfer.databaseHealth();
    }

    /** Whether the spool does not take events, so that they go to the database directly. */
    public boolean isSpoolBroken() {
        return spoolFault.isOn();
    }

    /** Whether hits were lost within the last ten seconds. It ends by itself: a node that gets no hits has no fault. */
    public boolean isLosing() {
        return System.nanoTime() - lastLoss < LOSS_COUNTS_FOR;
    }

    /**
     * Stops taking hits, makes durable and answers those that wait, and brings them into the database if that is there and
     * fast enough: what is left waits in the spool for the next start.
     */
    @Override
    public void close() {
        closed = true;
        writer.joinWithin(SHUTDOWN_TIMEOUT);
        timekeeper.interrupt();
        timekeeper.joinWithin(SHUTDOWN_TIMEOUT);
        transfer.close();
        answerWhatIsLeft();
    }

    /** A writer that failed in its last moments, or waits for a disk, leaves hits behind. */
    private void answerWhatIsLeft() {
        List<PendingHit> left = new ArrayList<>();
        queue.drainTo(left);
        if (writer.isEnded()) {
            left.addAll(batch);
        }
        if (!left.isEmpty()) {
            lose(left.size(), "Telltale is stopping");
        }
        answerAll(left);
        answerAll(syncing);
    }

    private Event event(Hit hit) {
        Network network =
                hit.address() == null ? Network.UNKNOWN : networks.get().classify(hit.address());
        return new Event(Uuid7.at(hit.at(), random), hit.kind(), hit.delivery(), hit.link(), hit.client(), network);
    }

    /** A full queue slows its callers down first. */
    private boolean queued(PendingHit pending) {
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
        } catch (InterruptedException notOurs) {
            log.debug("The event log ends by close(), not by an interrupt.");
        }
    }

    /** Makes the batch durable and answers it. Whatever fails, each of its hits is answered and counted once. */
    private void settle() {
        settled = 0;
        try {
            syncing = List.copyOf(batch);
            keep();
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
            lose(batch.size() - settled, "they could not be kept: " + failed);
        } finally {
            answerAll(batch);
            batch.clear();
            syncing = List.of();
        }
    }

    private void keep() {
        List<Event> events = batch.stream().map(PendingHit::event).toList();
        if (isSpooled(events)) {
            settled = batch.size();
            spoolFault.end();
            transfer.wake();
        } else {
            storeDirectly(events);
        }
    }

    private boolean isSpooled(List<Event> events) {
        try {
            spool.add(events);
            return true;
        } catch (IOException noDisk) {
            spoolFault.begin(noDisk);
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
        }
        return false;
    }

    private void storeDirectly(List<Event> events) {
        try {
            AppendResult appended = store.append(events);
            settled += events.size();
            counts.settle(appended, events.size());
        } catch (StoreUnavailableException away) {
            settled += events.size();
            lose(events.size(), "neither the spool nor the database takes them: " + away.getMessage());
        } catch (EventsRejectedException poisoned) {
            isolate(events, "the database rejects an event, and the spool does not work: " + poisoned.getMessage());
        } catch (RuntimeException | Error failed) {
            writer.report(failed);
            isolate(events, "storing an event failed, and the spool does not work: " + failed);
        }
    }

    /** A batch with a poisoned event is halved until that event is alone; without a disk it cannot be quarantined. */
    private void isolate(List<Event> events, String why) {
        int size = events.size();
        if (size == 1) {
            settled++;
            lose(1, why);
            return;
        }
        storeDirectly(events.subList(0, size / 2));
        storeDirectly(events.subList(size / 2, size));
    }

    private void lose(int hits, String why) {
        lastLoss = System.nanoTime();
        counts.add(HitDisposition.LOST, hits);
        losses.log(hits, why);
    }

    private void answerAll(List<PendingHit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            answer(hits.get(i));
        }
    }

    /** One answer that fails (its client may be gone) must not keep the others. */
    private boolean answer(PendingHit pending) {
        try {
            return pending.answer();
        } catch (RuntimeException gone) {
            log.debug("An answer could not be given", gone);
        } catch (Error failed) {
            writer.report(failed);
        }
        return true;
    }

    /** A disk that stands still does not hold up the readers of mails: at the deadline their answers go. */
    private void watchDeadlines() throws InterruptedException {
        while (!writer.isEnded()) {
            TimeUnit.MILLISECONDS.sleep(LATE_CHECK_MILLIS);
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
