package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.store.Statistics.Period;
import telltale.store.Tally;

/** The spans of a series, compared with java.time around every change of the clocks in ten years, in every zone. */
class GranularityTest {
    private static final Instant START = Instant.parse("2016-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-31T00:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** A change of the clocks in a zone. */
    private record Change(ZoneId zone, Instant at) {}

    private static List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(name);
            changes.add(new Change(zone, Instant.parse("2026-11-22T10:00:00Z")));
            ZoneOffsetTransition next = zone.getRules().nextTransition(START);
            while (next != null && next.getInstant().isBefore(END)) {
                changes.add(new Change(zone, next.getInstant()));
                next = zone.getRules().nextTransition(next.getInstant());
            }
        }
        assertTrue(changes.size() > 3_000, "changes: " + changes.size());
        return changes;
    }

    @Test
    void everyChangeButOneIsAtAFullQuarterOfAnHourAndSoIsEveryOffset() {
        for (Change change : changes()) {
            if (change.at.getEpochSecond() % 900 != 0) {
                assertEquals("Antarctica/Casey", change.zone.getId(), change.toString());
            }
            assertEquals(0, change.zone.getRules().getOffset(change.at).getTotalSeconds() % 900, change.toString());
        }
    }

    @Test
    void theHoursOfEveryZoneAreThoseOfItsClock() {
        for (Change change : changes()) {
            // Both occurrences of an hour that the clocks repeat have their own offset.
            assertSpans(
                    change,
                    Granularity.HOUR,
                    time -> time.toLocalDateTime().truncatedTo(ChronoUnit.HOURS) + " " + time.getOffset());
        }
    }

    @Test
    void theDaysOfEveryZoneAreThoseOfItsCalendar() {
        for (Change change : changes()) {
            assertSpans(change, Granularity.DAY, ZonedDateTime::toLocalDate);
        }
    }

    @Test
    void theWeeksAndMonthsOfEveryZoneAreThoseOfItsCalendar() {
        for (Change change : changes()) {
            assertSpans(
                    change,
                    Granularity.WEEK,
                    time -> time.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
            assertSpans(change, Granularity.MONTH, time -> time.toLocalDate().withDayOfMonth(1));
        }
    }

    /** Asserts that the quarter hours around a change are in one span exactly if they are in one unit of java.time. */
    private static void assertSpans(Change change, Granularity granularity, Function<ZonedDateTime, Object> unit) {
        Instant from = change.at.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2));
        Instant to = from.plus(Duration.ofDays(4));
        List<Instant> bounds = granularity.bounds(from, to, change.zone);
        List<Instant> expected = new ArrayList<>();
        Object last = null;
        for (Instant at = from; at.isBefore(to); at = at.plus(QUARTER)) {
            Object now = unit.apply(at.atZone(change.zone));
            if (!now.equals(last)) {
                expected.add(at);
            }
            last = now;
        }
        expected.add(to);
        assertEquals(expected, bounds, change + " " + granularity);
    }

    @Test
    void theHoursOfTheWeekOfEveryZoneAreThoseOfItsClock() {
        for (Change change : changes()) {
            Instant from = change.at.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1));
            StatsRange range = new StatsRange(from, from.plus(Duration.ofDays(3)), change.zone);
            long expected = range.fromQuarter();
            for (Period period : range.periods()) {
                assertEquals(expected, period.from(), change.toString());
                expected = period.to();
                for (long quarter = period.from(); quarter < period.to(); quarter++) {
                    ZonedDateTime local = Tally.begin(quarter).atZone(change.zone);
                    int hour = (local.getDayOfWeek().getValue() - 1) * 24 + local.getHour();
                    assertEquals(hour, (Math.floorDiv(quarter + period.offset(), 4L) + 72) % 168, change.toString());
                }
            }
            assertEquals(range.toQuarter(), expected, change.toString());
        }
    }

    @Test
    void aDayOnWhichTheClocksChangeHas23Or25Hours() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertEquals(23, hours(LocalDate.parse("2026-03-29"), berlin));
        assertEquals(25, hours(LocalDate.parse("2026-10-25"), berlin));
        assertEquals(24, hours(LocalDate.parse("2026-10-26"), berlin));
    }

    private static int hours(LocalDate day, ZoneId zone) {
        Instant from = day.atStartOfDay(zone).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
        Set<Instant> hours = new HashSet<>(Granularity.HOUR.bounds(from, to, zone));
        return hours.size() - 1;
    }

    @Test
    void theRangeBeforeAMonthOfWholeDaysHasAsManyDays() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        StatsRange november =
                new StatsRange(Instant.parse("2026-10-31T23:00:00Z"), Instant.parse("2026-11-30T23:00:00Z"), berlin);
        StatsRange before = november.previous();

        assertEquals("2026-10-02T00:00:00+02:00", before.local(before.from()));
        assertEquals(november.from(), before.to());
    }
}
