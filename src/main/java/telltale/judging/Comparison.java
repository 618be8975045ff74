package telltale.judging;

/**
 * The difference between the measurable cohorts of two campaigns. Prefetched and quarantined deliveries are excluded,
 * because they would hide any difference.
 *
 * @param difference the second share minus the first
 */
public record Comparison(Proportion first, Proportion second, double difference, Interval interval) {
    /** Compares two open rates, with Newcombe's interval (Statistics in Medicine 17, 1998, method 10). */
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

    /** Whether the difference is unlikely to be due to chance. */
    public boolean isClear() {
        return !interval.contains(0);
    }
}
