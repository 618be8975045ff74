package telltale.sending;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.Outbox;
import telltale.store.StoreUnavailable;

/** Deletes what mails said, some time after the last copy of each came to its end. */
public final class Forgetting implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Forgetting.class);
    private static final int MOST_AT_ONCE = 100;
    /** An Idempotency-Key may come again for so long, whatever the owner says of contents. */
    private static final Duration KEYS = Duration.ofDays(1);

    private final Outbox outbox;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService hourly =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "telltale-forgetting"));

    /**
     * @param kept how long after the last outcome; zero for as soon as it is looked at
     */
    public Forgetting(Outbox outbox, Duration kept, Clock clock) {
        this.outbox = outbox;
        this.kept = kept;
        this.clock = clock;
        long minutes = kept.isZero() ? 1 : 60;
        var unused = hourly.scheduleWithFixedDelay(this::run, 1, minutes, TimeUnit.MINUTES);
    }

    void run() {
        Instant now = clock.instant();
        try {
            while (outbox.forget(now.minus(kept), now.minus(KEYS), MOST_AT_ONCE) == MOST_AT_ONCE) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable away) {
            log.warn("Deleting what mails said goes on later: {}", away.getMessage());
        } catch (RuntimeException unexpected) {
            log.error("Deleting what mails said failed and is tried again", unexpected);
        }
    }

    @Override
    public void close() {
        hourly.shutdownNow();
        try {
            if (!hourly.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("Deleting what mails said did not end in time");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
