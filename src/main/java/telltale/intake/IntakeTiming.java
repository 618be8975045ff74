package telltale.intake;

import java.time.Duration;

/**
 * The times of a mailbox reader.
 *
 * @param poll the pause between two looks at a mailbox that does not report new mail itself
 * @param idle how long one IDLE command lasts at most: a server may end the session after 30 minutes (RFC 2177), and what it forgets to
 *     report is found then
 * @param firstRetry the pause after the first failed connection; it doubles with each further one
 * @param lastRetry the longest pause after a failed connection
 * @param timeout how long connecting, a read or a write may take
 */
record IntakeTiming(Duration poll, Duration idle, Duration firstRetry, Duration lastRetry, Duration timeout) {
    static final IntakeTiming DEFAULT = new IntakeTiming(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60));
}
