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
import telltale.store.Attempt;
import telltale.store.Outbox;
import telltale.store.StoreUnavailable;

/** Brings outcomes into the outbox, many in one transaction, and holds them while the database is away. */
final class Outcomes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);
    private static final int MOST_AT_ONCE = 500;
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Outbox outbox;
    private final Set<DeliveryId> held;
    private final BlockingQueue<Ended> waiting = new LinkedBlockingQueue<>();
    private final Thread writer = new Thread(this::run, "telltale-outcomes");
    private volatile boolean closed;

    /**
     * @param held what this node holds: a mail leaves it when its outcome is in the outbox
     */
    Outcomes(Outbox outbox, Set<DeliveryId> held) {
        this.outbox = outbox;
        this.held = held;
        writer.start();
    }

    private record Ended(Job job, Attempt attempt, @Nullable Outcome outcome) {
        void tell(boolean remembered) {
            job.tell(new Job.Tried(attempt, outcome, remembered));
        }
    }

    void add(Job job, Attempt attempt, @Nullable Outcome outcome) {
        waiting.add(new Ended(job, attempt, outcome));
    }

    private void run() {
        List<Ended> batch = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            try {
                Ended first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MOST_AT_ONCE - 1);
                    store(batch);
                    batch.clear();
                }
            } catch (InterruptedException stopping) {
                log.error("{} outcomes are not in the database: their mails count as in doubt", batch.size());
                return;
            }
        }
    }

    private void store(List<Ended> batch) throws InterruptedException {
        List<Attempt> attempts = batch.stream().map(Ended::attempt).toList();
        for (boolean said = false; ; said = true) {
            try {
                List<DeliveryId> lost = outbox.finish(attempts);
                lost.forEach(id -> log.warn("{} was taken over by another node meanwhile; it may arrive twice", id));
                attempts.forEach(attempt -> held.remove(attempt.id()));
                batch.forEach(ended -> ended.tell(true));
                return;
            } catch (StoreUnavailable away) {
                if (!said) {
                    log.error("{} outcomes wait for the database: {}", batch.size(), away.getMessage());
                    batch.forEach(ended -> ended.tell(false));
                }
                TimeUnit.MILLISECONDS.sleep(PROBE.toMillis());
            }
        }
    }

    /** Stores what there is, unless the database stays away. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSING.toMillis());
            if (writer.isAlive()) {
                writer.interrupt();
                writer.join();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
