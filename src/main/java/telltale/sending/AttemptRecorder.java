package telltale.sending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Outcome;
import telltale.store.AttemptResult;
import telltale.store.Outbox;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/** Stores the results of attempts, many in one transaction, and keeps them in memory while the database is unavailable. */
final class AttemptRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AttemptRecorder.class);
    /**
     * The maximum number of results that are not stored yet: a worker with one more waits before it sends another mail.
     * If the process ends, so many mails, and those on the connections, may be sent twice.
     */
    static final int MAX_UNRECORDED = 128;

    /**
     * How long few results wait for other changes of the database, whose commit they share. Together with a mail that another
     * connection submits, they need no sync of the disk.
     */
    private static final Duration PATIENCE = Duration.ofMillis(10);
    /** The number of results from which on they are stored at once. */
    private static final int MANY = MAX_UNRECORDED / 4;

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final Outbox outbox;
    private final SendingMetrics metrics;
    private final Set<DeliveryId> inFlight;
    private final BlockingQueue<FinishedTask> waiting = new LinkedBlockingQueue<>();
    private final Semaphore unrecorded = new Semaphore(MAX_UNRECORDED);
    /** The results that the writer is storing; a restarted writer goes on with them. */
    private final List<FinishedTask> batch = new ArrayList<>();

    /** The results that wait for a database, of several, that is unavailable. */
    private final List<FinishedTask> aside = new ArrayList<>();

    private long triedAside;

    private @Nullable SupervisedThread writer;
    private volatile boolean failing;
    private volatile boolean closed;

    /**
     * @param inFlight the deliveries in flight on this node; each is removed when its result is stored
     */
    AttemptRecorder(Outbox outbox, SendingMetrics metrics, Set<DeliveryId> inFlight) {
        this.outbox = outbox;
        this.metrics = metrics;
        this.inFlight = inFlight;
    }

    private record FinishedTask(
            SendTask task, AttemptResult attempt, @Nullable Outcome outcome, List<String> warnings) {
        void complete(boolean stored) {
            task.complete(new SendTask.Completion(attempt, outcome, stored, warnings));
        }
    }

    void start(Supervisor supervisor) {
        writer = supervisor.start("outcomes", this::run);
    }

    /**
     * Adds a result; waits as long as {@link #MAX_UNRECORDED} others are not stored, or until it is interrupted.
     *
     * @param server the name of the mail server
     */
    void add(SendTask task, AttemptResult attempt, @Nullable Outcome outcome, List<String> warnings, String server) {
        metrics.count(attempt, outcome, server);
        waiting.add(new FinishedTask(task, attempt, outcome, warnings));
        try {
            unrecorded.acquire();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether results cannot be stored, so that no more messages should be sent. */
    boolean isFailing() {
        return failing;
    }

    private void run() throws InterruptedException {
        try {
            while (!closed || !waiting.isEmpty() || !batch.isEmpty() || !aside.isEmpty()) {
                fill();
                if (!batch.isEmpty()) {
                    store();
                    batch.clear();
                }
                storeAside();
            }
        } catch (InterruptedException stopping) {
            log.error(
                    "{} results were not stored: it is uncertain whether their messages were sent",
                    batch.size() + aside.size());
            throw stopping;
        }
    }

    private void fill() throws InterruptedException {
        if (batch.isEmpty()) {
            FinishedTask first = waiting.poll(100, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                waiting.drainTo(batch);
            }
        }
    }

    /** Stores a batch, and retries as long as the database is unavailable. */
    private void store() throws InterruptedException {
        for (boolean logged = false; ; logged = true) {
            try {
                finish(batch);
                failing = false;
                return;
            } catch (StoreUnavailableException unavailable) {
                if (outbox.isDivided()) {
                    failing = false;
                    setAside(unavailable);
                    return;
                }
                failing = true;
                if (!logged) {
                    log.error("{} results wait for the database: {}", batch.size(), unavailable.getMessage());
                    batch.forEach(finished -> finished.complete(false));
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_INTERVAL.toMillis());
            } catch (RuntimeException impossible) {
                log.error("{} results cannot be stored together", batch.size(), impossible);
                batch.forEach(this::storeAlone);
                return;
            }
        }
    }

    /** Stores what can be stored of a batch; the rest waits apart, so that it holds up no others. */
    private void setAside(StoreUnavailableException unavailable) {
        List<FinishedTask> left = new ArrayList<>();
        byDatabase(batch).filter(part -> !isStored(part)).forEach(left::addAll);
        if (!left.isEmpty()) {
            log.error("{} results wait for their database: {}", left.size(), unavailable.getMessage());
            left.forEach(finished -> finished.complete(false));
            aside.addAll(left);
        }
    }

    private Stream<List<FinishedTask>> byDatabase(List<FinishedTask> finishedTasks) {
        return finishedTasks.stream()
                .collect(Collectors.groupingBy(finished -> outbox.shard(finished.attempt.id())))
                .values()
                .stream();
    }

    private boolean isStored(List<FinishedTask> part) {
        try {
            finish(part);
        } catch (StoreUnavailableException unavailable) {
            return false;
        } catch (RuntimeException impossible) {
            part.forEach(this::storeAlone);
        }
        return true;
    }

    private void storeAside() {
        if (aside.isEmpty() || System.nanoTime() - triedAside < RETRY_INTERVAL.toNanos()) {
            return;
        }
        List<FinishedTask> stored =
                byDatabase(aside).filter(this::isStored).flatMap(List::stream).toList();
        aside.removeAll(stored);
        triedAside = System.nanoTime();
    }

    private void finish(List<FinishedTask> finishedTasks) {
        List<AttemptResult> attempts =
                finishedTasks.stream().map(FinishedTask::attempt).toList();
        List<DeliveryId> lost = outbox.recordResults(attempts, patience(finishedTasks));
        lost.forEach(id -> log.warn("{} was recovered by another node in the meantime; it may arrive twice", id));
        attempts.forEach(attempt -> inFlight.remove(attempt.id()));
        finishedTasks.forEach(finished -> finished.complete(true));
        unrecorded.release(finishedTasks.size());
    }

    /** None if a caller waits, if there are many, or if the node stops. */
    private Duration patience(List<FinishedTask> finishedTasks) {
        boolean isUrgent = closed
                || finishedTasks.size() >= MANY
                || finishedTasks.stream().anyMatch(finished -> finished.task.isAwaited());
        return isUrgent ? Duration.ZERO : PATIENCE;
    }

    /** Stores one result; a failure does not affect the others. Its delivery is recovered at the next start. */
    private void storeAlone(FinishedTask finished) {
        try {
            finish(List.of(finished));
        } catch (RuntimeException failed) {
            log.error("The result of {} could not be stored", finished.attempt().id(), failed);
            finished.complete(false);
            unrecorded.release();
        }
    }

    /** Stores the waiting results, unless the database stays unavailable. */
    @Override
    public void close() {
        closed = true;
        try {
            if (writer != null && !writer.join(SHUTDOWN_TIMEOUT)) {
                writer.interrupt();
                writer.join();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
