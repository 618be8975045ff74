package telltale.message.calendar;

import java.util.Set;
import java.util.regex.Pattern;
import telltale.model.EmailAddress;

/** The rules for a VEVENT in a message of a method (RFC 5546 section 3.2). */
final class EventRules {
    /** The properties that no event has twice. */
    private static final Set<String> SINGLE = Set.of(
            "CLASS",
            "CREATED",
            "DESCRIPTION",
            "DTEND",
            "DTSTAMP",
            "DTSTART",
            "DURATION",
            "GEO",
            "LAST-MODIFIED",
            "LOCATION",
            "ORGANIZER",
            "PRIORITY",
            "RECURRENCE-ID",
            "RRULE",
            "SEQUENCE",
            "STATUS",
            "SUMMARY",
            "TRANSP",
            "UID",
            "URL");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern FREQUENCY =
            Pattern.compile("(?i)(.*;)?FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(;.*)?");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.+");

    private final CalendarMethod method;

    EventRules(CalendarMethod method) {
        this.method = method;
    }

    /** @throws telltale.model.InvalidInputException naming the line that breaks a rule */
    void check(CalendarComponent event) {
        method.required().forEach(property -> event.requireOne(property, method.source()));
        event.properties().stream()
                .map(ContentLine::name)
                .filter(SINGLE::contains)
                .forEach(property -> event.requireOne(property, method.source()));
        if (method.needsAttendees() && event.property("ATTENDEE") == null) {
            throw event.begin().error("the VEVENT that begins here needs an ATTENDEE (" + method.source() + ")");
        }
        event.properties().forEach(this::check);
        event.components().forEach(this::checkInner);
        EventTimes.check(event);
    }

    private void check(ContentLine line) {
        if (method.forbidden().contains(line.name())) {
            throw line.error(line.name() + " cannot be used with " + method.source());
        }
        switch (line.name()) {
            case "UID" -> require(!line.value().isBlank(), line, "UID must not be empty");
            case "ORGANIZER" -> requireMailto(line);
            case "ATTENDEE" -> checkAttendee(line);
            case "SEQUENCE" -> checkSequence(line);
            case "STATUS" -> checkStatus(line);
            case "RRULE" ->
                require(FREQUENCY.matcher(line.value()).matches(), line, "RRULE needs FREQ, as in FREQ=DAILY");
            default -> {}
        }
    }

    private static void require(boolean condition, ContentLine line, String problem) {
        if (!condition) {
            throw line.error(problem);
        }
    }

    private void checkSequence(ContentLine line) {
        require(NUMBER.matcher(line.value()).matches(), line, "SEQUENCE must be a number from 0");
        require(
                method != CalendarMethod.ADD || Integer.parseInt(line.value()) > 0,
                line,
                "SEQUENCE must be greater than 0 (" + method.source() + ")");
    }

    private void checkStatus(ContentLine line) {
        require(
                method.statuses().stream().anyMatch(line::hasValue),
                line,
                "STATUS must be " + String.join(" or ", method.statuses()) + " (" + method.source() + ")");
    }

    /** An attendee without a mail address, such as a room, has another URI. */
    private static void checkAttendee(ContentLine line) {
        if (CalendarAddress.isMailto(line.value())) {
            requireMailto(line);
        }
        require(
                URI.matcher(line.value()).matches(),
                line,
                "ATTENDEE must be an address such as mailto:ann@example.com");
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc6047#section-2.3">RFC 6047 section 2.3</a> */
    private static void requireMailto(ContentLine line) {
        EmailAddress unused = CalendarAddress.parse(line);
    }

    private void checkInner(CalendarComponent inner) {
        if (method.forbidden().contains(inner.name())) {
            throw inner.begin().error(inner.name() + " cannot be used with " + method.source());
        }
        if (inner.name().equals("VALARM")) {
            inner.requireOne("ACTION", "RFC 5545 section 3.6.6");
            inner.requireOne("TRIGGER", "RFC 5545 section 3.6.6");
        }
    }
}
