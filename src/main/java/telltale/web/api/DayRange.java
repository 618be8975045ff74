package telltale.web.api;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.Tally;
import telltale.web.http.Fields;

/**
 * A range of days in a time zone.
 *
 * @param to the last day, inclusive
 */
record DayRange(LocalDate from, LocalDate to, ZoneId zone) {
    private static final Set<String> FIELDS = Set.of("from", "to", "zone");

    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_YEARS = 5;

    /**
     * Reads {@code from}, {@code to} and {@code zone}. Defaults: thirty days that end with {@code to}, today, and UTC.
     *
     * @throws InvalidInputException naming the invalid field
     */
    static DayRange read(Fields query, Clock clock) {
        ZoneId zone = orDefault(query.read("zone", DayRange::zone), ZoneId.of("UTC"));
        LocalDate to = orDefault(query.read("to", DayRange::day), LocalDate.now(clock.withZone(zone)));
        LocalDate from = orDefault(query.read("from", DayRange::day), to.minusDays(DEFAULT_DAYS - 1));
        if (to.isBefore(from)) {
            boolean isToGiven = query.get("to") != null;
            throw isToGiven
                    ? new InvalidInputException("to", "to must not be before from")
                    : new InvalidInputException("from", "from must not be in the future unless to is given");
        }
        if (!to.isBefore(from.plusYears(MAX_YEARS))) {
            throw new InvalidInputException("from", "the range from … to is limited to " + MAX_YEARS + " years");
        }
        return new DayRange(from, to, zone);
    }

    /** The fields of a range, and others. */
    static Set<String> fieldsAnd(String... others) {
        Set<String> all = new HashSet<>(FIELDS);
        all.addAll(List.of(others));
        return all;
    }

    /** The JSON of a range. */
    record RangeJson(String zone, LocalDate from, LocalDate to) {}

    /** The range as the first members of a response. */
    RangeJson json() {
        return new RangeJson(zone.getId(), from, to);
    }

    /** The first quarter of an hour, inclusive. */
    long fromQuarter() {
        return Tally.quarter(from.atStartOfDay(zone).toInstant());
    }

    /** The last quarter of an hour, exclusive. */
    long toQuarter() {
        return Tally.quarter(to.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** The quarter of an hour at the start of each day, and of the day after the last. */
    List<Long> bounds() {
        return from.datesUntil(to.plusDays(2))
                .map(day -> Tally.quarter(day.atStartOfDay(zone).toInstant()))
                .toList();
    }

    /** Accepts zone names only: offsets need not be multiples of a quarter of an hour, the unit of the counters. */
    static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException("expected an IANA time zone name, such as Europe/Lisbon");
        }
        return ZoneId.of(name);
    }

    static LocalDate day(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw new IllegalArgumentException("expected a date such as 2026-11-22");
        }
        try {
            return LocalDate.parse(text);
        } catch (java.time.DateTimeException invalid) {
            throw new IllegalArgumentException("the date does not exist", invalid);
        }
    }

    private static <T> T orDefault(@Nullable T value, T fallback) {
        return value == null ? fallback : value;
    }
}
