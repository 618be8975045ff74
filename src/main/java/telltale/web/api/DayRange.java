package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.Tally;
import telltale.web.http.Fields;
import telltale.web.http.Json;

/**
 * The days that a question is about, as the calendar of one time zone has them.
 *
 * @param to the last day, which belongs to the range
 */
record DayRange(LocalDate from, LocalDate to, ZoneId zone) {
    /** The fields that say it. */
    static final Set<String> FIELDS = Set.of("from", "to", "zone");

    private static final int USUAL_DAYS = 30;
    private static final int MOST_YEARS = 5;

    /**
     * Reads {@code from}, {@code to} and {@code zone}. Where they are missing: the thirty days that end with {@code to},
     * with today, in UTC.
     *
     * @throws InvalidInputException naming the field that is not right
     */
    static DayRange read(Fields query, Clock clock) {
        ZoneId zone = or(query.read("zone", DayRange::zone), ZoneId.of("UTC"));
        LocalDate to = or(query.read("to", DayRange::day), LocalDate.now(clock.withZone(zone)));
        LocalDate from = or(query.read("from", DayRange::day), to.minusDays(USUAL_DAYS - 1));
        if (to.isBefore(from)) {
            boolean isToGiven = query.get("to") != null;
            throw isToGiven
                    ? new InvalidInputException(
                            "to", "to is a day before from; a range ends on the day it begins, or later")
                    : new InvalidInputException("from", "from is a day to come, and without to a range ends today");
        }
        if (!to.isBefore(from.plusYears(MOST_YEARS))) {
            throw new InvalidInputException(
                    "from", "the range from … to has more than " + MOST_YEARS + " years; ask for fewer");
        }
        return new DayRange(from, to, zone);
    }

    /** The range as answers begin with it. */
    JsonObjectBuilder json() {
        return Json.object()
                .add("zone", zone.getId())
                .add("from", from.toString())
                .add("to", to.toString());
    }

    /** The first quarter of an hour that counts. */
    long fromQuarter() {
        return Tally.quarter(from.atStartOfDay(zone).toInstant());
    }

    /** The first that does not count any more. */
    long toQuarter() {
        return Tally.quarter(to.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** The quarter of an hour with which each day begins, and the one with which the day after the last does. */
    List<Long> bounds() {
        return from.datesUntil(to.plusDays(2))
                .map(day -> Tally.quarter(day.atStartOfDay(zone).toInstant()))
                .toList();
    }

    /** Names alone: an offset may lie anywhere in an hour, and what is counted lies in its quarters. */
    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException("it takes a name of the IANA time zone database, such as Europe/Lisbon");
        }
        return ZoneId.of(name);
    }

    private static LocalDate day(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw new IllegalArgumentException("it takes a day as year-month-day, such as 2026-11-22");
        }
        try {
            return LocalDate.parse(text);
        } catch (java.time.DateTimeException noDay) {
            throw new IllegalArgumentException("no calendar has this day", noDay);
        }
    }

    private static <T> T or(@Nullable T stated, T otherwise) {
        return stated == null ? otherwise : stated;
    }
}
