package telltale.web.notifications;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import telltale.web.http.ProblemException;

/**
 * The time that a signature covers. A provider repeats a request for up to a day, perhaps with the same signature, so requests
 * are accepted for a little longer; the ids of events, by which a repeated one is recognized, are kept for a week at least.
 */
public final class SignedTime {
    static final Duration MAX_AGE = Duration.ofHours(25);
    static final Duration MAX_AHEAD = Duration.ofMinutes(10);

    /** Only digits: the token that follows the time in a signed text must not be taken for a part of it. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private SignedTime() {}

    /**
     * Checks a time.
     *
     * @param seconds since 1970
     * @throws ProblemException if it is not a number, too old or in the future
     */
    public static void check(String seconds, Instant now) throws ProblemException {
        if (!SECONDS.matcher(seconds).matches()) {
            throw Provider.forged("The signed time is not a number of seconds.");
        }
        check(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
    }

    /** Checks a time, as {@link #check(String, Instant)}. */
    public static void check(Instant time, Instant now) throws ProblemException {
        if (time.isBefore(now.minus(MAX_AGE)) || time.isAfter(now.plus(MAX_AHEAD))) {
            throw Provider.forged("The signed time is not within the last " + MAX_AGE.toHours()
                    + " hours. Check the clock of this machine.");
        }
    }
}
