package telltale.doctor.delivery;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long a test waits, and how often it looks.
 *
 * @param mail for mails to come back
 * @param fetch for fetches to be stored
 * @param interval between two looks
 */
public record Patience(Duration mail, Duration fetch, Duration interval) {
    /** For mail servers that do not delay mail, such as by greylisting. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(90), Duration.ofSeconds(5), Duration.ofMillis(500));

    /** Waits until a condition holds; returns false after a limit. */
    boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(interval.toMillis());
        }
        return true;
    }
}
