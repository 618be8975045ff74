package telltale.message.calendar;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules for a whole iCalendar object that is sent by mail (RFC 5545 section 3.4, RFC 5546, RFC 6047). */
final class CalendarRules {
    private static final Set<String> UNSUPPORTED = Set.of("VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "VPOLL");
    private static final String PROPERTIES = "RFC 5545 section 3.6";
    private static final String ZONES = "RFC 5545 section 3.6.5";

    private final CalendarComponent calendar;
    private final CalendarMethod method;

    CalendarRules(CalendarComponent calendar, CalendarMethod method) {
        this.calendar = calendar;
        this.method = method;
    }

    /** @throws telltale.model.InvalidInputException naming the line that breaks a rule */
    void check(List<ContentLine> lines) {
        calendar.requireOne("PRODID", PROPERTIES);
        ContentLine version = calendar.requireOne("VERSION", PROPERTIES);
        if (!version.hasValue("2.0")) {
            throw version.error("VERSION must be 2.0");
        }
        ContentLine scale = calendar.property("CALSCALE");
        if (scale != null && !scale.hasValue("GREGORIAN")) {
            throw scale.error("CALSCALE must be GREGORIAN");
        }
        calendar.components("VTIMEZONE").forEach(CalendarRules::checkZone);
        checkEvents();
        checkZonesOf(lines);
    }

    private void checkEvents() {
        for (CalendarComponent component : calendar.components()) {
            if (UNSUPPORTED.contains(component.name())) {
                throw component.begin().error(component.name() + " is not supported; only events (VEVENT) are sent");
            }
        }
        List<CalendarComponent> events = calendar.components("VEVENT");
        if (events.isEmpty()) {
            throw calendar.begin().error("the VCALENDAR that begins here needs a VEVENT");
        }
        events.forEach(new EventRules(method)::check);
        events.stream().skip(1).forEach(another -> checkAnother(events.get(0), another));
    }

    private void checkAnother(CalendarComponent first, CalendarComponent another) {
        if (method.hasSingleEvent()) {
            throw another.begin().error("a second VEVENT cannot be used with " + method.source());
        }
        ContentLine uid = another.requireOne("UID", method.source());
        if (method != CalendarMethod.PUBLISH
                && !uid.value().equals(first.requireOne("UID", method.source()).value())) {
            throw uid.error("all events of an object have the same UID (" + method.source() + ")");
        }
    }

    private static void checkZone(CalendarComponent zone) {
        zone.requireOne("TZID", ZONES);
        List<CalendarComponent> observances = zone.components();
        if (observances.isEmpty()) {
            throw zone.begin().error("the VTIMEZONE that begins here needs STANDARD or DAYLIGHT (" + ZONES + ")");
        }
        for (CalendarComponent observance : observances) {
            List.of("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
                    .forEach(property -> observance.requireOne(property, ZONES));
        }
    }

    /** RFC 5545 section 3.2.19. */
    private void checkZonesOf(List<ContentLine> lines) {
        Set<String> defined = calendar.components("VTIMEZONE").stream()
                .map(zone -> zone.requireOne("TZID", ZONES).value())
                .collect(Collectors.toCollection(TreeSet::new));
        for (ContentLine line : lines) {
            String zone = line.parameter("TZID");
            if (zone != null && !defined.contains(zone)) {
                throw line.error(
                        "its TZID needs a VTIMEZONE with the same TZID in this object; or give the time in UTC,"
                                + " such as 20261224T180000Z");
            }
        }
    }
}
