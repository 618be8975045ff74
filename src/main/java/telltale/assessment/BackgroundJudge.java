package telltale.assessment;

import java.time.Duration;
import java.util.function.LongSupplier;
import telltale.store.Judgements;

/**
 * Judges deliveries in the background soon after an event, in small batches. Recording hits has priority: it pauses while
 * many hits are waiting for the database.
 */
public final class BackgroundJudge {
    /** A batch locks an embedded database for writing for about ten milliseconds. */
    private static final int BATCH_SIZE = 100;

    /** More waiting hits than this indicate that processor and database are saturated. */
    private static final long MAX_BACKLOG = 500;

    private static final Duration IDLE_INTERVAL = Duration.ofMillis(500);

    /** Lets other writers proceed between two batches. */
    private static final Duration BATCH_INTERVAL = Duration.ofMillis(2);

    private final Judgements judgements;
    private final AssessmentService assessment;
    private final LongSupplier backlog;

    /**
     * @param backlog returns the number of hits waiting for the database
     */
    public BackgroundJudge(Judgements judgements, AssessmentService assessment, LongSupplier backlog) {
        this.judgements = judgements;
        this.assessment = assessment;
        this.backlog = backlog;
    }

    /** Judges one batch, and returns the delay until the next call. */
    public Duration step() {
        if (backlog.getAsLong() > MAX_BACKLOG) {
            return IDLE_INTERVAL;
        }
        return judgements.judge(BATCH_SIZE, assessment::judgement) < BATCH_SIZE ? IDLE_INTERVAL : BATCH_INTERVAL;
    }
}
