package telltale.assessment;

import java.time.Duration;
import java.util.function.LongSupplier;
import telltale.store.Judgements;

/**
 * Judges deliveries soon after something happened to them, in short steps, and never while hits wait for the database:
 * facts go before verdicts.
 */
public final class BackgroundJudge {
    /** A step holds the writing of an embedded database for some ten milliseconds. */
    private static final int STEP = 100;

    /** With more hits waiting than a moment brings, processors and database have enough to do. */
    private static final long BACKLOG = 500;

    private static final Duration CALM = Duration.ofMillis(500);
    /** Between two steps, whoever waits to write comes first. */
    private static final Duration BREATH = Duration.ofMillis(2);

    private final Judgements judgements;
    private final AssessmentService verdicts;
    private final LongSupplier backlog;

    /**
     * @param backlog how many hits wait for the database
     */
    public BackgroundJudge(Judgements judgements, AssessmentService verdicts, LongSupplier backlog) {
        this.judgements = judgements;
        this.verdicts = verdicts;
        this.backlog = backlog;
    }

    /** Judges some, and says how long to wait before the next. */
    public Duration step() {
        if (backlog.getAsLong() > BACKLOG) {
            return CALM;
        }
        return judgements.judge(STEP, verdicts::judgement) < STEP ? CALM : BREATH;
    }
}
