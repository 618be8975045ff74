package telltale.sending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

/** Brings outcomes into the outbox, many in one transaction, and holds them while the database is away. */
final class AttemptRecorder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AttemptRecorder.class);
    private static final int MOST_AT_ONCE = 500;
    /** How many outcomes wait before no more mails are claimed: as many as the writer stores in four transactions. */
    private static final int MAX_WAITING = 4 * MOST_AT_ONCE;

    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Outbox outbox;
    private final Set<DeliveryId> held;
    private final BlockingQueue<Ended> waiting = new LinkedBlockingQueue<>();
    /** Those that the writer is storing. A writer that starts again goes on with them. */
    private final List<Ended> batch = new ArrayList<>();

    private @Nullable SupervisedThread writer;
    private volatile boolean failing;
    private volatile boolean closed;

    /**
     * @param held what this node holds: a mail leaves it when its outcome is in the outbox
     */
    AttemptRecorder(Outbox outbox, Set<DeliveryId> held) {
        this.outbox = outbox;
        this.held = held;
    }

    private record Ended(
            SendTask job, AttemptResult attempt, @Nullable Outcome outcome) {
        void tell(boolean remembered) {
            job.tell(new SendTask.Tried(attempt, outcome, remembered));
        }
    }

    void start(Supervisor supervisor) {
        writer = supervisor.start("outcomes", this::run);
    }

    void add(SendTask job, AttemptResult attempt, @Nullable Outcome outcome) {
        waiting.add(new Ended(job, attempt, outcome));
    }

    /** Whether outcomes cannot be stored now or too many wait for it, so that no more mails should be sent. */
    boolean areBehind() {
        return failing || waiting.size() > MAX_WAITING;
    }

    private void run() throws InterruptedException {
        try {
            while (!closed || !waiting.isEmpty() || !batch.isEmpty()) {
                fill();
                if (!batch.isEmpty()) {
                    store();
                    batch.clear();
                }
            }
        } catch (InterruptedException stopping) {
            log.error("{} outcomes are not in the database: their mails count as in doubt", batch.size());
            throw stopping;
        }
    }

    private void fill() throws InterruptedException {
        if (batch.isEmpty()) {
            Ended first = waiting.poll(100, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                waiting.drainTo(batch, MOST_AT_ONCE - 1);
            }
        }
    }

    /** Stores a batch, however long the database is away. */
    private void store() throws InterruptedException {
        for (boolean said = false; ; said = true) {
            try {
                finish(batch);
                failing = false;
                return;
            } catch (StoreUnavailableException away) {
                failing = true;
                if (!said) {
                    log.error("{} outcomes wait for the database: {}", batch.size(), away.getMessage());
                    batch.forEach(ended -> ended.tell(false));
                }
                TimeUnit.MILLISECONDS.sleep(PROBE.toMillis());
            } catch (RuntimeException impossible) {
                log.error("{} outcomes cannot be stored together", batch.size(), impossible);
                batch.forEach(this::storeAlone);
                return;
            }
        }
    }

    private void finish(List<Ended> some) {
        List<AttemptResult> attempts = some.stream().map(Ended::attempt).toList();
        List<DeliveryId> lost = outbox.recordResults(attempts);
        lost.forEach(id -> log.warn("{} was taken over by another node meanwhile; it may arrive twice", id));
        attempts.forEach(attempt -> held.remove(attempt.id()));
        some.forEach(ended -> ended.tell(true));
    }

    /** One outcome that cannot be stored must not keep the others out. Its mail is in doubt after the next start. */
    private void storeAlone(Ended ended) {
        try {
            finish(List.of(ended));
        } catch (RuntimeException failed) {
            log.error(
                    "The outcome of {} is not in the database", ended.attempt().id(), failed);
            ended.tell(false);
        }
    }

    /** Stores what there is, unless the database stays away. */
    @Override
    public void close() {
        closed = true;
        try {
            if (writer != null && !writer.join(CLOSING)) {
                writer.interrupt();
                writer.join();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
