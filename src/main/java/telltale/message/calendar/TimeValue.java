package telltale.message.calendar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A DATE or DATE-TIME (RFC 5545 sections 3.3.4 and 3.3.5).
 *
 * @param text the value as written, which sorts by time among values of the same form
 * @param zone the TZID, null for a date, a time in UTC or a local time
 */
record TimeValue(String text, @Nullable String zone) {
    private static final Pattern DATE = Pattern.compile("\\d{8}");
    private static final Pattern DATE_TIME = Pattern.compile("\\d{8}T([01]\\d|2[0-3])[0-5]\\d([0-5]\\d|60)Z?");
    private static final int DATE_LENGTH = 8;

    /** The value of a property with one time. */
    static TimeValue of(ContentLine line) {
        return of(line, line.value());
    }

    /** The values of a property with a list of times; none if they are periods. */
    static List<TimeValue> list(ContentLine line) {
        return "PERIOD".equalsIgnoreCase(line.parameter("VALUE"))
                ? List.of()
                : Stream.of(line.value().split(",", -1))
                        .map(value -> of(line, value))
                        .toList();
    }

    private static TimeValue of(ContentLine line, String text) {
        boolean isDate = "DATE".equalsIgnoreCase(line.parameter("VALUE"));
        if (!(isDate ? DATE : DATE_TIME).matcher(text).matches() || !exists(text.substring(0, DATE_LENGTH))) {
            throw line.error(line.name()
                    + (isDate
                            ? " with VALUE=DATE must be a date such as 20261224"
                            : " must be a date and"
                                    + " time such as 20261224T180000Z, or a date such as 20261224 with VALUE=DATE"));
        }
        String zone = line.parameter("TZID");
        if (zone != null && (isDate || text.endsWith("Z"))) {
            throw line.error("TZID cannot be used with a date or with a time in UTC (RFC 5545 section 3.2.19)");
        }
        return new TimeValue(text, zone);
    }

    private static boolean exists(String date) {
        try {
            return LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE) != null;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }

    boolean isDate() {
        return text.length() == DATE_LENGTH;
    }

    boolean isUtc() {
        return text.endsWith("Z");
    }

    /** Whether it is certainly not later than another time: times in different zones are not compared. */
    boolean isNotAfter(TimeValue other) {
        return isUtc() == other.isUtc() && Objects.equals(zone, other.zone) && text.compareTo(other.text) <= 0;
    }
}
