package telltale.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.stream.Stream;

/**
 * The hours of every day in which a mail may be sent.
 *
 * @param from the time at which they begin
 * @param to the time at which they end, exclusive; before {@code from}, it is that of the next day
 * @param zone the time zone of both
 */
public record SendWindow(LocalTime from, LocalTime to, ZoneId zone) {
    public SendWindow {
        if (from.equals(to)) {
            throw new IllegalArgumentException("from and to must differ");
        }
    }

    /** Parses {@link #toString}. */
    public static SendWindow parse(String text) {
        int dash = text.indexOf('-');
        int space = text.indexOf(' ');
        return new SendWindow(
                LocalTime.parse(text.substring(0, dash)),
                LocalTime.parse(text.substring(dash + 1, space)),
                ZoneId.of(text.substring(space + 1)));
    }

    /**
     * Parses a time such as {@code 09:00}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException noTime) {
            throw new IllegalArgumentException("a time is written as 09:00", noTime);
        }
    }

    /**
     * Parses the name of a time zone of the IANA database, such as {@code Europe/Berlin}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException noZone) {
            throw new IllegalArgumentException("a time zone is written as Europe/Berlin", noZone);
        }
    }

    /** The first time at or after one at which mail may be sent. A time that a change of the clock skips is moved by its length. */
    public Instant next(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        if (includes(local.toLocalTime())) {
            return at;
        }
        ZonedDateTime today = opening(local.toLocalDate());
        ZonedDateTime tomorrow = opening(local.toLocalDate().plusDays(1));
        return Stream.of(today, today.withLaterOffsetAtOverlap(), tomorrow)
                .map(ZonedDateTime::toInstant)
                .filter(opening -> opening.isAfter(at))
                .findFirst()
                .orElseThrow();
    }

    private ZonedDateTime opening(LocalDate date) {
        return ZonedDateTime.of(date, from, zone);
    }

    private boolean includes(LocalTime time) {
        boolean isAfterFrom = !time.isBefore(from);
        return from.isBefore(to) ? isAfterFrom && time.isBefore(to) : isAfterFrom || time.isBefore(to);
    }

    @Override
    public String toString() {
        return from + "-" + to + " " + zone;
    }
}
