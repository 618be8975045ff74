package telltale.message.calendar;

import java.util.List;

/** The methods of scheduling, and what RFC 5546 section 3.2 requires of a VEVENT in each. */
enum CalendarMethod {
    PUBLISH(1, "DTSTAMP DTSTART ORGANIZER SUMMARY UID", "ATTENDEE REQUEST-STATUS", "TENTATIVE CONFIRMED CANCELLED"),
    REQUEST(2, "DTSTAMP DTSTART ORGANIZER SUMMARY UID", "REQUEST-STATUS", "TENTATIVE CONFIRMED"),
    REPLY(3, "ATTENDEE DTSTAMP ORGANIZER UID", "VALARM", "TENTATIVE CONFIRMED CANCELLED"),
    ADD(4, "DTSTAMP DTSTART ORGANIZER SEQUENCE SUMMARY UID", "RECURRENCE-ID REQUEST-STATUS", "TENTATIVE CONFIRMED"),
    CANCEL(5, "DTSTAMP ORGANIZER SEQUENCE UID", "REQUEST-STATUS VALARM", "CANCELLED"),
    REFRESH(6, "ATTENDEE DTSTAMP ORGANIZER UID", "DTSTART DTEND DURATION SEQUENCE SUMMARY STATUS RRULE VALARM", ""),
    COUNTER(7, "DTSTAMP DTSTART ORGANIZER SEQUENCE SUMMARY UID", "", "TENTATIVE CONFIRMED CANCELLED"),
    DECLINECOUNTER(8, "DTSTAMP ORGANIZER UID", "DTSTART DTEND DURATION SUMMARY STATUS RRULE VALARM", "");

    private final int section;
    private final String required;
    private final String forbidden;
    private final String statuses;

    /** Each list is separated by spaces. */
    CalendarMethod(int section, String required, String forbidden, String statuses) {
        this.section = section;
        this.required = required;
        this.forbidden = forbidden;
        this.statuses = statuses;
    }

    /** The properties that an event has exactly once. */
    List<String> required() {
        return listed(required);
    }

    /** The properties and components that an event does not have. */
    List<String> forbidden() {
        return listed(forbidden);
    }

    /** The values that STATUS may have. */
    List<String> statuses() {
        return listed(statuses);
    }

    private static List<String> listed(String names) {
        return List.of(names.split(" ", -1));
    }

    /** Whether the object has a single event; the other methods allow several, such as exceptions to a series. */
    boolean hasSingleEvent() {
        return this == ADD || this == REFRESH || this == COUNTER || this == DECLINECOUNTER;
    }

    /** Whether the organizer sends it; attendees send the others (section 1.4). */
    boolean isFromOrganizer() {
        return this != REPLY && this != REFRESH && this != COUNTER;
    }

    /** Whether its recipients are the attendees of the event. */
    boolean addressesAttendees() {
        return isFromOrganizer() && this != PUBLISH && this != DECLINECOUNTER;
    }

    /** Whether each event needs an attendee. */
    boolean needsAttendees() {
        return this == REQUEST;
    }

    /** The section that defines it. */
    String source() {
        return "METHOD:" + this + ", RFC 5546 section 3.2." + section;
    }
}
