package telltale.message.calendar;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for the times of an event (RFC 5545 sections 3.3 and 3.8). */
final class EventTimes {
    private static final Set<String> IN_UTC = Set.of("DTSTAMP", "CREATED", "LAST-MODIFIED");
    private static final Set<String> LISTS = Set.of("EXDATE", "RDATE");
    private static final Pattern DURATION =
            Pattern.compile("\\+?P(\\d+W|\\d+D(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)?|T(?=\\d)(\\d+H)?(\\d+M)?(\\d+S)?)");

    private EventTimes() {}

    /** @throws telltale.model.InvalidInputException naming the line of a time that is wrong, or does not fit the others */
    static void check(CalendarComponent event) {
        event.properties().forEach(EventTimes::checkValue);
        ContentLine start = event.property("DTSTART");
        checkEnd(start, event.property("DTEND"), event.property("DURATION"));
        ContentLine instance = event.property("RECURRENCE-ID");
        if (start != null && instance != null) {
            requireSameType(start, instance);
        }
    }

    private static void checkValue(ContentLine line) {
        if (IN_UTC.contains(line.name()) && !TimeValue.of(line).isUtc()) {
            throw line.error(line.name() + " must be a time in UTC, such as 20261224T180000Z");
        }
        if (LISTS.contains(line.name())) {
            List<TimeValue> unused = TimeValue.list(line);
        }
        if (line.name().equals("DURATION") && !DURATION.matcher(line.value()).matches()) {
            throw line.error("DURATION must be a positive duration such as PT1H30M (RFC 5545 section 3.3.6)");
        }
    }

    private static void checkEnd(
            @Nullable ContentLine start, @Nullable ContentLine end, @Nullable ContentLine duration) {
        TimeValue from = start == null ? null : TimeValue.of(start);
        TimeValue until = end == null ? null : TimeValue.of(end);
        if (end != null && duration != null) {
            throw duration.error("DTEND and DURATION cannot both be given (RFC 5545 section 3.6.1)");
        }
        if (start != null && end != null && from != null && until != null) {
            requireSameType(start, end);
            if (until.isNotAfter(from)) {
                throw end.error("DTEND must be later than DTSTART (RFC 5545 section 3.8.2.2)");
            }
        }
    }

    private static void requireSameType(ContentLine start, ContentLine other) {
        if (TimeValue.of(start).isDate() != TimeValue.of(other).isDate()) {
            throw other.error(other.name() + " and DTSTART must both be dates with VALUE=DATE, or both times");
        }
    }
}
