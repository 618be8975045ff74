package telltale.readers;

/** An invitation with a name, a place and a time zone, in the form in which it is sent, except for its line ends. */
final class Invitation {
    private Invitation() {}

    static String to(String guest) {
        return """
                BEGIN:VCALENDAR
                PRODID:-//Example//Shop//EN
                VERSION:2.0
                METHOD:REQUEST
                BEGIN:VTIMEZONE
                TZID:Europe/Berlin
                BEGIN:STANDARD
                DTSTART:19701025T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:19700329T020000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
                END:DAYLIGHT
                END:VTIMEZONE
                BEGIN:VEVENT
                UID:opening-2026@example.com
                SEQUENCE:0
                DTSTAMP:20261130T120000Z
                DTSTART;TZID=Europe/Berlin:20261218T180000
                DTEND;TZID=Europe/Berlin:20261218T200000
                SUMMARY:Eröffnung\\, mit Buffet
                LOCATION:Königstraße 5\\, München
                ORGANIZER;CN=Shop:mailto:shop@example.com
                ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:%s
                END:VEVENT
                END:VCALENDAR
                """.formatted(guest);
    }
}
