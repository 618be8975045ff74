package telltale.supervision;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of the state of one supervised thread.
 *
 * @param name the purpose of the thread
 * @param restarts the number of restarts since the start, after the work failed as a whole
 * @param failedUnits the number of single units that failed since the start while the work went on
 * @param waiting whether the thread waits for a restart, so that its work is not done
 * @param sinceFailure the time since the last failure; null if it never failed
 * @param failure the class and message of the last failure, at most 200 characters; null if it never failed
 */
public record ThreadStatus(
        String name,
        int restarts,
        int failedUnits,
        boolean waiting,
        @Nullable Duration sinceFailure,
        @Nullable String failure) {
    /** The time for which a failure counts as recent. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    /** Whether its work is not done now, or was interrupted by a failure within the last five minutes. */
    public boolean isDegraded() {
        return waiting || (sinceFailure != null && sinceFailure.compareTo(RECENT) < 0);
    }

    /** The state as a sentence without a period, such as {@code sender 3 was restarted twice, last after …}. */
    public String sentence() {
        if (failure == null) {
            return name + " is running";
        }
        return name + (restarts > 0 ? wasRestarted() : " failed in " + units()) + ", last after " + failure;
    }

    private String wasRestarted() {
        String restarted = (waiting ? " failed " : " was restarted ") + times(restarts);
        return failedUnits == 0 ? restarted : restarted + " and failed in " + units();
    }

    private String units() {
        return failedUnits == 1 ? "one unit of its work" : failedUnits + " units of its work";
    }

    private static String times(int count) {
        return switch (count) {
            case 1 -> "once";
            case 2 -> "twice";
            default -> count + " times";
        };
    }
}
