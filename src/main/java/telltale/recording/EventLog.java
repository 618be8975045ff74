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
import telltale.store.Store;
import telltale.store.StoreUnavailable;

/**
 * Makes hits durable before they are answered: callers queue, and one thread commits whatever waits in one
 * transaction and then lets the answers go.
 *
 * <p>A hit that the database does not take is answered all the same: whoever reads a mail never waits for our faults.
 */
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int LARGEST_BATCH = 1_000;
    private static final long LATE_CHECK_MILLIS = 50;
    private static final long FAILURE_COUNTS_FOR = TimeUnit.SECONDS.toNanos(10);

    private final Store store;
    private final RandomGenerator random;
    private final Duration deadline;
    private final BlockingQueue<PendingHit> queue;
    private final HitCounts counts = new HitCounts();
    private final OpenLines lines = new OpenLines();
    private final Losses losses = new Losses();
    private final Thread writer = new Thread(this::write, "telltale-event-log");
    private final Thread timekeeper = new Thread(this::answerLate, "telltale-event-log-deadline");
    private volatile List<PendingHit> committing = List.of();
    private volatile boolean closed;
    private volatile long lastFailure = System.nanoTime() - FAILURE_COUNTS_FOR;

    /**
     * @param random makes the random part of event ids
     * @param capacity how many hits may wait
     * @param deadline how long an answer waits for its event at the most
     */
    public EventLog(Store store, RandomGenerator random, int capacity, Duration deadline) {
        this.store = store;
        this.random = random;
        this.deadline = deadline;
        this.queue = new ArrayBlockingQueue<>(capacity);
        writer.start();
        timekeeper.setDaemon(true);
        timekeeper.start();
    }

    /**
     * Takes a hit. Its address is turned into the little that is kept of it before this returns.
     *
     * @param answer lets the answer to the client go; called exactly once, when the event is durable or when waiting
     *     longer would help nobody, on a thread of the log or the caller's; it must not block
     */
    public void append(Hit hit, Runnable answer) {
        PendingHit pending = new PendingHit(event(hit), answer, System.nanoTime() + deadline.toNanos());
        boolean queued = false;
        try {
            queued = !closed && queue.offer(pending, deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        if (!queued) {
            lose(List.of(pending), closed ? "Telltale is stopping" : "the queue of " + queue.size() + " is full");
        }
    }

    /** Counts a hit whose token Telltale did not sign: it is answered, and nothing of it is kept. */
    public void countBadToken() {
        counts.add(Fate.BAD_TOKEN, 1);
    }

    /** How many hits met which fate since the start. */
    public Map<Fate, Long> counts() {
        return counts.snapshot();
    }

    /** Whether hits were lost within the last ten seconds. It ends by itself: a node that gets no hits has no fault. */
    public boolean isFailing() {
        return System.nanoTime() - lastFailure < FAILURE_COUNTS_FOR;
    }

    /** Stops taking hits, stores what waits, and answers all of it. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = join(writer);
        timekeeper.interrupt();
        interrupted |= join(timekeeper);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a thread to end, whatever happens meanwhile; says whether an interrupt did. */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stopping) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private Event event(Hit hit) {
        Network network = hit.address() == null ? Network.UNKNOWN : Network.of(hit.address());
        return new Event(Uuid7.at(hit.at(), random), hit.kind(), hit.delivery(), hit.client(), network);
    }

    private void write() {
        List<PendingHit> batch = new ArrayList<>(LARGEST_BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                PendingHit first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    lines.sayWhatWasLeftOut();
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, LARGEST_BATCH - 1);
                committing = List.copyOf(batch);
                commit(committing);
            } catch (InterruptedException notOurs) {
                log.debug("The event log ends by close(), not by an interrupt.");
            } finally {
                batch.clear();
                committing = List.of();
            }
        }
        lines.sayWhatWasLeftOut();
    }

    private void commit(List<PendingHit> batch) {
        Appended appended;
        try {
            appended = store.append(batch.stream().map(PendingHit::event).toList());
        } catch (StoreUnavailable away) {
            lose(batch, String.valueOf(away.getMessage()));
            return;
        } catch (RuntimeException broken) {
            log.error("Storing events failed in an unexpected way", broken);
            lose(batch, broken.toString());
            return;
        }
        counts.add(Fate.UNKNOWN_DELIVERY, appended.unknownDelivery());
        counts.add(Fate.STORED, batch.size() - (long) appended.unknownDelivery());
        batch.forEach(this::answer);
        batch.forEach(pending -> lines.write(pending.event()));
    }

    private void lose(List<PendingHit> batch, String why) {
        lastFailure = System.nanoTime();
        counts.add(Fate.LOST, batch.size());
        losses.log(batch.size(), why);
        batch.forEach(this::answer);
    }

    /** One answer that fails (its client may be gone) must not keep the others. */
    private void answer(PendingHit pending) {
        try {
            pending.answer();
        } catch (RuntimeException gone) {
            log.debug("An answer could not be given", gone);
        }
    }

    /** While a commit takes too long, whoever waits is answered all the same. */
    private void answerLate() {
        try {
            while (writer.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(LATE_CHECK_MILLIS);
                long now = System.nanoTime();
                for (PendingHit pending : committing) {
                    if (pending.isLate(now)) {
                        answer(pending);
                    }
                }
                for (PendingHit pending : queue) {
                    if (pending.isLate(now)) {
                        answer(pending);
                    }
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
