package telltale.recording;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.Judgements;
import telltale.store.StoreUnavailable;

/**
 * Judges deliveries soon after something happened to them, in short steps, and never while hits wait for the database:
 * facts go before verdicts.
 */
public final class BackgroundJudge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BackgroundJudge.class);

    /** A step holds the writing of an embedded database for some ten milliseconds. */
    private static final int STEP = 100;

    /** With more hits waiting than a moment brings, processors and database have enough to do. */
    private static final long BACKLOG = 500;

    private static final long CALM_MILLIS = 500;
    private static final long AWAY_MILLIS = 5_000;
    /** Between two steps, whoever waits to write comes first. */
    private static final long BREATH_MILLIS = 2;

    private final Judgements judgements;
    private final Verdicts verdicts;
    private final LongSupplier backlog;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "telltale-judge");

    /**
     * @param backlog how many hits wait for the database
     */
    public BackgroundJudge(Judgements judgements, Verdicts verdicts, LongSupplier backlog) {
        this.judgements = judgements;
        this.verdicts = verdicts;
        this.backlog = backlog;
        thread.start();
    }

    /** Ends after the step under way; what is not judged stays noted. */
    @Override
    public void close() {
        closing.countDown();
        if (Threads.join(thread)) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = 0;
        while (!closesWithin(pause)) {
            pause = step();
        }
    }

    /** Judges some, and says how long to wait before the next. */
    private long step() {
        try {
            if (backlog.getAsLong() > BACKLOG) {
                return CALM_MILLIS;
            }
            return judgements.judge(STEP, verdicts::judgement) < STEP ? CALM_MILLIS : BREATH_MILLIS;
        } catch (StoreUnavailable away) {
            log.debug("Judging waits for the database: {}", away.getMessage());
        } catch (RuntimeException unexpected) {
            log.error("Judging failed in an unexpected way and goes on", unexpected);
        }
        return AWAY_MILLIS;
    }

    private boolean closesWithin(long millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException notOurs) {
            log.debug("Judging ends by close(), not by an interrupt.");
            return false;
        }
    }
}
