package telltale.web.api;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import telltale.model.WireConstant;

/** The length of the spans of a series, by the clock and calendar of a time zone. Weeks begin on Monday. */
enum Granularity implements WireConstant {
    HOUR,
    DAY,
    WEEK,
    MONTH;

    /** The granularity with the given value. */
    static Granularity ofWireName(String name) {
        return Arrays.stream(values())
                .filter(one -> one.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(values()).map(WireConstant::wireName).collect(Collectors.joining(", "))));
    }

    /** The beginning of each span from one instant to another, and the end of the last. The first and last may be shorter. */
    List<Instant> bounds(Instant from, Instant to, ZoneId zone) {
        List<Instant> bounds = new ArrayList<>();
        for (Instant at = from; at.isBefore(to); at = next(at, zone)) {
            bounds.add(at);
        }
        bounds.add(to);
        return bounds;
    }

    private Instant next(Instant at, ZoneId zone) {
        if (this == HOUR) {
            return nextHour(at, zone.getRules());
        }
        LocalDate date = at.atZone(zone).toLocalDate();
        LocalDate next = switch (this) {
            case WEEK -> date.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            case MONTH -> date.with(TemporalAdjusters.firstDayOfNextMonth());
            case HOUR, DAY -> date.plusDays(1);
        };
        return next.atStartOfDay(zone).toInstant();
    }

    /** The next full hour, or the next change of the clocks if that is earlier. */
    private static Instant nextHour(Instant at, ZoneRules rules) {
        ZoneOffset offset = rules.getOffset(at);
        Instant full =
                at.atOffset(offset).truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
        Instant change = StatsRange.nextChange(rules, at);
        return change.isBefore(full) ? change : full;
    }
}
