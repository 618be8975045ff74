package telltale.recording;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.Appended;
import telltale.store.EventsRejected;
import telltale.store.Spool;
import telltale.store.Store;
import telltale.store.StoreUnavailable;

/**
 * Makes hits durable before they are answered. Callers queue; the writer commits whatever waits in one transaction and
 * then lets the answers go. What the database does not take, or not in time, goes to the spool on this node's disk,
 * from where it is replayed when the database is back.
 *
 * <p>A hit that no disk takes is answered all the same: whoever reads a mail never waits for our faults.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int LARGEST_BATCH = 1_000;
    private static final long LATE_CHECK_MILLIS = 50;
    private static final long LOSS_COUNTS_FOR = TimeUnit.SECONDS.toNanos(10);

    private final Store store;
    private final Spool spool;
    private final RandomGenerator random;
    private final Duration deadline;
    private final BlockingQueue<PendingHit> queue;
    private final HitCounts counts;
    private final OpenLines lines = new OpenLines();
    private final Losses losses = new Losses();
    private final Outage outage;
    private final Thread writer = new Thread(this::write, "telltale-event-log");
    private final Thread timekeeper = new Thread(this::watchDeadlines, "telltale-event-log-deadline");
    private final Replay replay;
    private volatile List<PendingHit> committing = List.of();
    private volatile boolean closed;
    private volatile long lastLoss = System.nanoTime() - LOSS_COUNTS_FOR;

    /**
     * @param random makes the random part of event ids
     * @param capacity how many hits may wait
     * @param deadline how long an answer waits for its event at the most
     * @param probe how long the database is left alone before it is tried again
     */
    public EventLog(Store store, Spool spool, RandomGenerator random, int capacity, Duration deadline, Duration probe) {
        this.store = store;
        this.spool = spool;
        this.random = random;
        this.deadline = deadline;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.counts = new HitCounts(spool::waiting);
        this.outage = new Outage(spool::waiting);
        this.replay = new Replay(store, spool, counts, outage, probe);
        writer.start();
        timekeeper.start();
        replay.start();
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
        if (!queued(pending) && pending.claimForSpool()) {
            spool(List.of(pending), closed ? "Telltale is stopping" : "the queue is full");
        }
    }

    /** Counts a hit whose token Telltale did not sign: it is answered, and nothing of it is kept. */
    public void countBadToken() {
        counts.receive();
        counts.add(Fate.BAD_TOKEN, 1);
    }

    /** How many hits came since the start, and waited then. */
    public long received() {
        return counts.received();
    }

    /** How many hits have met which fate; together as many as {@link #received} while none is under way. */
    public Map<Fate, Long> counts() {
        return counts.snapshot();
    }

    /** Whether the database did not take the last events, so that they go to the spool. */
    public boolean isSpooling() {
        return outage.isOn();
    }

    /** Whether hits were lost within the last ten seconds. It ends by itself: a node that gets no hits has no fault. */
    public boolean isLosing() {
        return System.nanoTime() - lastLoss < LOSS_COUNTS_FOR;
    }

    /** Stops taking hits, stores what waits, and answers all of it. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = Threads.join(writer);
        timekeeper.interrupt();
        interrupted |= Threads.join(timekeeper);
        replay.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Event event(Hit hit) {
        Network network = hit.address() == null ? Network.UNKNOWN : Network.of(hit.address());
        return new Event(Uuid7.at(hit.at(), random), hit.kind(), hit.delivery(), hit.client(), network);
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
        List<PendingHit> drained = new ArrayList<>(LARGEST_BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                PendingHit first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    lines.sayWhatWasLeftOut();
                    continue;
                }
                drained.add(first);
                queue.drainTo(drained, LARGEST_BATCH - 1);
                List<PendingHit> batch =
                        drained.stream().filter(PendingHit::claimForCommit).toList();
                committing = batch;
                keep(batch);
            } catch (InterruptedException notOurs) {
                log.debug("The event log ends by close(), not by an interrupt.");
            } catch (RuntimeException unexpected) {
                log.error("The event log failed in an unexpected way and goes on", unexpected);
            } finally {
                drained.clear();
                committing = List.of();
            }
        }
        lines.sayWhatWasLeftOut();
    }

    private void keep(List<PendingHit> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (outage.isOn()) {
            giveUpCommit(batch, "the database is away");
            return;
        }
        try {
            settle(batch, store.append(events(batch)));
        } catch (StoreUnavailable away) {
            outage.begin(String.valueOf(away.getMessage()));
            giveUpCommit(batch, String.valueOf(away.getMessage()));
        } catch (EventsRejected poisoned) {
            isolate(batch, poisoned);
        }
    }

    /** A batch with a poisoned event is halved until that event is alone. */
    private void isolate(List<PendingHit> batch, EventsRejected poisoned) {
        if (batch.size() > 1) {
            keep(batch.subList(0, batch.size() / 2));
            keep(batch.subList(batch.size() / 2, batch.size()));
            return;
        }
        PendingHit culprit = batch.get(0);
        if (countedByReplay(batch) > 0) {
            return;
        }
        if (Quarantine.put(spool, culprit.event(), poisoned)) {
            counts.add(Fate.QUARANTINED, 1);
            answer(culprit);
        } else {
            lose(batch, "the database rejects an event, and the spool does not take it");
        }
    }

    private void settle(List<PendingHit> batch, Appended appended) {
        long others = (long) appended.folded() + appended.unknownDelivery() + countedByReplay(batch);
        counts.add(Fate.FOLDED, appended.folded());
        counts.add(Fate.UNKNOWN_DELIVERY, appended.unknownDelivery());
        counts.add(Fate.STORED, batch.size() - others);
        batch.forEach(this::answer);
        batch.forEach(pending -> lines.write(pending.event()));
    }

    /**
     * Takes out of the spool what went there because the commit took long. What is not there any more was replayed,
     * and the replay has counted it.
     */
    private int countedByReplay(List<PendingHit> batch) {
        List<Event> spooledToo =
                events(batch.stream().filter(PendingHit::endCommit).toList());
        if (spooledToo.isEmpty()) {
            return 0;
        }
        try {
            return spooledToo.size() - spool.remove(spooledToo);
        } catch (StoreUnavailable noDisk) {
            log.warn("{} events stay in the spool and will be found stored already", spooledToo.size());
            return spooledToo.size();
        }
    }

    private void giveUpCommit(List<PendingHit> batch, String why) {
        spool(batch.stream().filter(pending -> !pending.endCommit()).toList(), why);
    }

    /** Keeps events on this node's disk, and lets their answers go whether that works or not. */
    private void spool(List<PendingHit> hits, String why) {
        if (hits.isEmpty()) {
            return;
        }
        try {
            spool.add(events(hits));
            hits.forEach(this::answer);
        } catch (StoreUnavailable noDisk) {
            lose(hits, why + ", and the spool does not work: " + noDisk.getMessage());
        }
    }

    private void lose(List<PendingHit> hits, String why) {
        lastLoss = System.nanoTime();
        counts.add(Fate.LOST, hits.size());
        losses.log(hits.size(), why);
        hits.forEach(this::answer);
    }

    /** One answer that fails (its client may be gone) must not keep the others. */
    private void answer(PendingHit pending) {
        try {
            pending.answer();
        } catch (RuntimeException gone) {
            log.debug("An answer could not be given", gone);
        }
    }

    private void watchDeadlines() {
        try {
            while (writer.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(LATE_CHECK_MILLIS);
                long now = System.nanoTime();
                spoolLateInQueue(now);
                spoolLateInCommit(now);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void spoolLateInQueue(long now) {
        PendingHit oldest = queue.peek();
        if (oldest == null || !oldest.isLate(now)) {
            return;
        }
        spool(
                queue.stream()
                        .filter(pending -> pending.isLate(now) && pending.claimForSpool())
                        .toList(),
                "a commit takes too long");
        queue.removeIf(PendingHit::isSpooled);
    }

    private void spoolLateInCommit(long now) {
        List<PendingHit> late = committing.stream()
                .filter(pending -> pending.isLate(now) && !pending.isAnswered())
                .toList();
        if (late.isEmpty()) {
            return;
        }
        try {
            spool.add(events(late));
            List<Event> storedMeanwhile = events(
                    late.stream().filter(pending -> !pending.spooledMeanwhile()).toList());
            if (!storedMeanwhile.isEmpty()) {
                spool.remove(storedMeanwhile);
            }
        } catch (StoreUnavailable noDisk) {
            log.debug("The spool does not work; what happens to these events is up to the commit under way", noDisk);
        }
        late.forEach(this::answer);
    }

    private static List<Event> events(List<PendingHit> batch) {
        return batch.stream().map(PendingHit::event).toList();
    }
}
