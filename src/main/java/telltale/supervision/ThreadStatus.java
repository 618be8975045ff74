package telltale.supervision;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one supervised thread at one moment.
 *
 * @param name what the thread is for
 * @param restarts how often its work failed as a whole and was started again since the start
 * @param failedUnits how many single units of its work failed since the start while the work went on
 * @param waiting whether the thread waits after a failure at this moment, so that its duty is not done
 * @param sinceFailure how long ago its work failed the last time; null if it never did
 * @param failure the class of the last failure and its message, in at most 200 characters; null if it never failed
 */
public record ThreadStatus(
        String name,
        int restarts,
        int failedUnits,
        boolean waiting,
        @Nullable Duration sinceFailure,
        @Nullable String failure) {
    /** How long a failure counts as a reason to look at the log. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    /** Whether its duty is not done now, or was interrupted by a failure within the last five minutes. */
    public boolean isDegraded() {
        return waiting || (sinceFailure != null && sinceFailure.compareTo(RECENT) < 0);
    }

    /** The state as a sentence without a full stop, such as {@code sender 3 was restarted twice, last after …}. */
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
