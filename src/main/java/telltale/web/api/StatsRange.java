package telltale.web.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.Statistics.Period;
import telltale.store.Tally;
import telltale.web.http.Fields;

/**
 * A range of time in a zone, whose ends are quarter hours.
 *
 * @param to exclusive
 */
record StatsRange(Instant from, Instant to, ZoneId zone) {
    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_DAYS = 5 * 366;
    private static final int SECONDS_PER_QUARTER = 15 * 60;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * Reads {@code from}, {@code to} and {@code zone}. A date stands for the whole day, also at the end; an instant at the end is
     * exclusive. Defaults: thirty days that end with {@code to}, today, and UTC.
     *
     * @param only the zone in place of the one that is given, or null
     * @throws InvalidInputException naming the invalid field
     */
    static StatsRange read(Fields query, Clock clock, @Nullable ZoneId only) {
        ZoneId given = query.read("zone", DayRange::zone);
        ZoneId zone = only != null ? only : given == null ? ZoneId.of("UTC") : given;
        Instant end = query.read("to", text -> time(text, day -> day.plusDays(1), zone));
        Instant to = end == null ? startOf(LocalDate.now(clock.withZone(zone)).plusDays(1), zone) : end;
        Instant start = query.read("from", text -> time(text, Function.identity(), zone));
        Instant from = start == null ? startOf(to.atZone(zone).toLocalDate().minusDays(DEFAULT_DAYS), zone) : start;
        if (!from.isBefore(to)) {
            throw new InvalidInputException(end == null ? "from" : "to", "from must be before to");
        }
        if (Duration.between(from, to).toDays() > MAX_DAYS) {
            throw new InvalidInputException("from", "the range from … to is limited to five years");
        }
        return new StatsRange(from, to, zone);
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** @param end the day at whose start a date ends or begins */
    private static Instant time(String text, Function<LocalDate, LocalDate> end, ZoneId zone) {
        Instant time = text.indexOf('T') < 0 ? startOf(end.apply(DayRange.day(text)), zone) : instant(text);
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("expected a time from 2000 to 2200");
        }
        return time;
    }

    private static Instant instant(String text) {
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException invalid) {
            throw new IllegalArgumentException(
                    "expected a date such as 2026-11-22, or an instant such as 2026-11-22T09:15:00Z", invalid);
        }
        if (instant.getNano() != 0 || instant.getEpochSecond() % SECONDS_PER_QUARTER != 0) {
            throw new IllegalArgumentException("expected a full quarter of an hour, the unit of the counters");
        }
        return instant;
    }

    /** The preceding range of equal length: of as many days if it consists of whole days, otherwise of as much time. */
    StatsRange previous() {
        ZonedDateTime start = from.atZone(zone);
        ZonedDateTime end = to.atZone(zone);
        boolean isWholeDays = isStart(start) && isStart(end);
        Instant before = isWholeDays
                ? startOf(
                        start.toLocalDate().minusDays(ChronoUnit.DAYS.between(start.toLocalDate(), end.toLocalDate())),
                        zone)
                : from.minus(Duration.between(from, to));
        return new StatsRange(before, from, zone);
    }

    private static boolean isStart(ZonedDateTime time) {
        return time.equals(time.toLocalDate().atStartOfDay(time.getZone()));
    }

    long fromQuarter() {
        return Tally.quarter(from);
    }

    /** Exclusive. */
    long toQuarter() {
        return Tally.quarter(to);
    }

    /** Whether it is longer than some days. */
    boolean isLongerThan(int days) {
        return Duration.between(from, to).compareTo(Duration.ofDays(days)) > 0;
    }

    /** The times in which the offset of the zone does not change. */
    List<Period> periods() {
        List<Period> periods = new ArrayList<>();
        for (Instant at = from; at.isBefore(to); ) {
            Instant change = nextChange(zone.getRules(), at);
            Instant end = change.isAfter(to) ? to : change;
            int offset = zone.getRules().getOffset(at).getTotalSeconds() / SECONDS_PER_QUARTER;
            periods.add(new Period(Tally.quarter(at), Tally.quarter(end), offset));
            at = end;
        }
        return periods;
    }

    /**
     * The first full quarter of an hour after the next change of the clocks. All changes are at one, except that of one
     * research station; the minutes until then count as before the change.
     */
    static Instant nextChange(ZoneRules rules, Instant after) {
        ZoneOffsetTransition change = rules.nextTransition(after);
        return change == null
                ? Instant.MAX
                : Instant.ofEpochSecond(-Math.floorDiv(-change.getInstant().getEpochSecond(), SECONDS_PER_QUARTER)
                        * SECONDS_PER_QUARTER);
    }

    /** An instant by the clock of the zone, with its offset. */
    String local(Instant at) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(zone));
    }

    /** The JSON of a range. */
    record RangeJson(String zone, String from, String to) {}

    RangeJson json() {
        return new RangeJson(zone.getId(), local(from), local(to));
    }

    /** The preceding range, if a query asks for a comparison with it. */
    @Nullable
    StatsRange compared(Fields query) {
        Boolean isCompared = query.read("compare", text -> {
            if (!text.equals("previous")) {
                throw new IllegalArgumentException("expected previous");
            }
            return true;
        });
        return isCompared == null ? null : previous();
    }
}
