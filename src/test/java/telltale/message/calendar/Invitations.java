package telltale.message.calendar;

import java.util.Arrays;
import java.util.stream.Collectors;

/** iCalendar objects for tests, whose lines are numbered from 1. */
public final class Invitations {
    /** An invitation by shop@example.com to ann@example.com and ben@example.com. */
    public static final String REQUEST = lines(
            "BEGIN:VCALENDAR",
            "PRODID:-//Example//Shop//EN",
            "VERSION:2.0",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:opening@example.com",
            "DTSTAMP:20261130T120000Z",
            "DTSTART:20261224T180000Z",
            "DTEND:20261224T200000Z",
            "ORGANIZER;CN=Shop:mailto:shop@example.com",
            "ATTENDEE;RSVP=TRUE;CN=\"Ann, A.\":mailto:ann@example.com",
            "ATTENDEE;RSVP=TRUE:mailto:ben@example.com",
            "SUMMARY:Opening",
            "SEQUENCE:0",
            "END:VEVENT",
            "END:VCALENDAR");

    /** An event in a time zone that the object defines. */
    public static final String IN_BERLIN = lines(
            "BEGIN:VCALENDAR",
            "PRODID:-//Example//Shop//EN",
            "VERSION:2.0",
            "METHOD:REQUEST",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Berlin",
            "BEGIN:STANDARD",
            "DTSTART:19701025T030000",
            "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0100",
            "END:STANDARD",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            "UID:opening@example.com",
            "DTSTAMP:20261130T120000Z",
            "DTSTART;TZID=Europe/Berlin:20261224T190000",
            "DURATION:PT2H",
            "ORGANIZER:mailto:shop@example.com",
            "ATTENDEE:mailto:ann@example.com",
            "SUMMARY:Opening",
            "END:VEVENT",
            "END:VCALENDAR");

    /** The cancellation of the invitation. */
    public static final String CANCEL =
            REQUEST.replace("METHOD:REQUEST", "METHOD:CANCEL").replace("SEQUENCE:0", "SEQUENCE:1\r\nSTATUS:CANCELLED");

    private Invitations() {}

    public static String lines(String... lines) {
        return Arrays.stream(lines).map(line -> line + "\r\n").collect(Collectors.joining());
    }

    /** The invitation with a line, by its number, replaced; empty removes it. */
    static String with(int number, String... replacement) {
        String[] lines = REQUEST.split("\r\n");
        lines[number - 1] = String.join("\r\n", replacement);
        return lines(Arrays.stream(lines).filter(line -> !line.isEmpty()).toArray(String[]::new));
    }
}
