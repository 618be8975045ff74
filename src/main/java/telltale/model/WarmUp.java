package telltale.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The mails that a new sender domain may send each day (UTC), so that providers come to know it: few at first, and more each
 * day, until it may send so many that no limit is needed.
 *
 * @param domain the domain of From in lower case
 * @param start the first day; the limit of that day also applies before it
 * @param first the mails of the first day
 * @param factor by which the limit of a day exceeds that of the day before
 * @param until the limit from which on there is none
 */
public record WarmUp(String domain, LocalDate start, int first, double factor, int until) {
    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public WarmUp {
        if (first < 1 || factor <= 1 || until <= first) {
            throw new IllegalArgumentException("a warm-up must grow");
        }
    }

    /** The mails that may be sent on the day of a time; {@link #UNLIMITED} after the end. */
    public int limit(Instant at) {
        long days = Math.max(0, ChronoUnit.DAYS.between(start, day(at)));
        double limit = Math.floor(first * Math.pow(factor, (double) days));
        return limit >= until ? UNLIMITED : (int) limit;
    }

    /** The beginning of the day after a time. */
    public static Instant nextDay(Instant at) {
        return day(at).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The day of a time. */
    public static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
