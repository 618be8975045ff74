package telltale.judging;

/**
 * By how much the measurable cohorts of two campaigns differ; what was loaded in advance or scanned is left out, for it
 * hides every difference.
 *
 * @param difference the second's share less the first's
 */
public record Comparison(Proportion first, Proportion second, double difference, Interval interval) {
    /** The interval is Newcombe's, from Wilson's of the two (Statistics in Medicine 17, 1998, method 10). */
    public static Comparison of(OpenRate first, OpenRate second) {
        return of(first.seen(), second.seen());
    }

    static Comparison of(Proportion first, Proportion second) {
        double difference = second.share() - first.share();
        double down = Math.hypot(
                second.share() - second.interval().low(), first.interval().high() - first.share());
        double up = Math.hypot(
                second.interval().high() - second.share(),
                first.share() - first.interval().low());
        return new Comparison(first, second, difference, new Interval(difference - down, difference + up));
    }

    /** Whether chance alone would hardly make such a difference. */
    public boolean isClear() {
        return !interval.holds(0);
    }
}
