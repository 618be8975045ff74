package telltale.message.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class CalendarRulesTest {
    @Test
    void validObjectsOfEveryMethodAreAccepted() {
        accepted(Invitations.REQUEST);
        accepted(Invitations.IN_BERLIN);
        accepted(Invitations.CANCEL);
        accepted(Invitations.REQUEST.replace("METHOD:REQUEST", "method:request"));
        accepted(withMethod("PUBLISH").replaceAll("ATTENDEE.*\r\n", ""));
        accepted(withMethod("REPLY").replaceFirst("ATTENDEE.*\r\n", ""));
        accepted(withMethod("ADD").replace("SEQUENCE:0", "SEQUENCE:1"));
        accepted(withMethod("COUNTER"));
        accepted(Invitations.lines(
                "BEGIN:VCALENDAR",
                "PRODID:x",
                "VERSION:2.0",
                "METHOD:REFRESH",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTAMP:20261130T120000Z",
                "ORGANIZER:mailto:shop@example.com",
                "ATTENDEE:mailto:ann@example.com",
                "END:VEVENT",
                "END:VCALENDAR"));
        accepted(Invitations.lines(
                "BEGIN:VCALENDAR",
                "PRODID:x",
                "VERSION:2.0",
                "METHOD:DECLINECOUNTER",
                "BEGIN:VEVENT",
                "UID:1",
                "DTSTAMP:20261130T120000Z",
                "ORGANIZER:mailto:shop@example.com",
                "COMMENT:No",
                "END:VEVENT",
                "END:VCALENDAR"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART;VALUE=DATE:20261224|DTEND;VALUE=DATE:20261225",
                "DTSTART:20261224T180000|DTEND:20261224T190000",
                "DTSTART:20261224T180000Z|DURATION:P1DT12H",
                "DTSTART:20261224T180000Z|DURATION:P2W",
                "DTSTART:20261224T235960Z",
                "DTSTART:20261224T180000Z|RRULE:FREQ=WEEKLY;COUNT=3|EXDATE:20261231T180000Z,20270107T180000Z",
                "DTSTART:20261224T180000Z|RDATE;VALUE=PERIOD:20270107T180000Z/PT1H",
                "DTSTART:20261224T180000Z|ATTENDEE;CUTYPE=ROOM:invalid:nomail",
                "DTSTART:20261224T180000Z|X-MICROSOFT-CDO-BUSYSTATUS:BUSY|STATUS:CONFIRMED",
                "DTSTART:20261224T180000Z|BEGIN:VALARM|ACTION:DISPLAY|DESCRIPTION:x|TRIGGER:-PT5M|END:VALARM"
            })
    void eventsAsCalendarsWriteThemAreAccepted(String lines) {
        accepted(Invitations.with(9, "").replace("DTSTART:20261224T180000Z", lines.replace("|", "\r\n")));
    }

    /** Each required property is named, with the line at which the component begins. */
    @ParameterizedTest
    @CsvSource({
        "2, 1, PRODID",
        "3, 1, VERSION",
        "4, 1, METHOD",
        "6, 5, UID",
        "7, 5, DTSTAMP",
        "8, 5, DTSTART",
        "10, 5, ORGANIZER",
        "13, 5, SUMMARY"
    })
    void aMissingPropertyIsNamed(int removed, int line, String property) {
        refused(Invitations.with(removed, ""), line, property);
    }

    @Test
    void anInvitationNeedsAttendees() {
        refused(Invitations.REQUEST.replaceAll("ATTENDEE.*\r\n", ""), 5, "needs an ATTENDEE (METHOD:REQUEST");
        refused(withMethod("REPLY"), 12, "ATTENDEE can be given only once");
        refused(withMethod("PUBLISH"), 11, "ATTENDEE cannot be used with METHOD:PUBLISH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | VERSION:1.0 | VERSION must be 2.0",
                "4 | METHOD:INVITE | METHOD must be one of PUBLISH, REQUEST,",
                "4 | CALSCALE:JULIAN | METHOD",
                "6 | UID:  | UID must not be empty",
                "7 | DTSTAMP:20261130T120000 | DTSTAMP must be a time in UTC",
                "7 | DTSTAMP:yesterday | DTSTAMP must be a date and time",
                "8 | DTSTART:20261301T180000Z | DTSTART must be a date and time",
                "8 | DTSTART:20260230T180000Z | DTSTART must be a date and time",
                "8 | DTSTART:20261224T240000Z | DTSTART must be a date and time",
                "8 | DTSTART:2026-12-24T18:00:00Z | DTSTART must be a date and time",
                "8 | DTSTART:20261224 | DTSTART must be a date and time",
                "8 | DTSTART;VALUE=DATE:20261224T180000Z | DTSTART with VALUE=DATE must be a date",
                "8 | DTSTART;TZID=Europe/Berlin:20261224T180000 | TZID needs a VTIMEZONE",
                "8 | DTSTART;TZID=Europe/Berlin:20261224T180000Z | TZID cannot be used",
                "9 | DTEND:20261224T180000Z | DTEND must be later than DTSTART",
                "9 | DTEND:20261224T170000Z | DTEND must be later than DTSTART",
                "9 | DTEND;VALUE=DATE:20261225 | DTEND and DTSTART must both be dates",
                "9 | DURATION:2 hours | DURATION must be a positive duration",
                "9 | DURATION:-PT2H | DURATION must be a positive duration",
                "9 | DURATION:PT | DURATION must be a positive duration",
                "9 | RRULE:COUNT=2 | RRULE needs FREQ",
                "9 | RECURRENCE-ID;VALUE=DATE:20261224 | RECURRENCE-ID and DTSTART must both be dates",
                "9 | EXDATE:20261231T180000Z,never | EXDATE must be a date and time",
                "9 | REQUEST-STATUS:2.0;ok | REQUEST-STATUS cannot be used with METHOD:REQUEST",
                "10 | ORGANIZER:shop@example.com | ORGANIZER must be an address such as mailto:",
                "10 | ORGANIZER:mailto:shop | ORGANIZER must be an address such as mailto:",
                "11 | ATTENDEE:ann@example.com | ATTENDEE must be an address such as mailto:",
                "11 | ATTENDEE:mailto:ann@ex ample.com | ATTENDEE must be an address such as mailto:",
                "11 | ATTENDEE:mailto:%0d@example.com | ATTENDEE must be an address such as mailto:",
                "11 | ATTENDEE:mailto:a%zz@example.com | ATTENDEE must be an address such as mailto:",
                "14 | SEQUENCE:first | SEQUENCE must be a number from 0",
                "14 | SEQUENCE:-1 | SEQUENCE must be a number from 0",
                "14 | STATUS:CANCELLED | STATUS must be TENTATIVE or CONFIRMED"
            })
    void aWrongValueIsRefusedWithItsLine(int number, String line, String problem) {
        int at = problem.equals("METHOD") ? 1 : number;
        refused(Invitations.with(number, line), at, problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UID:second@example.com",
                "DTSTAMP:20261130T120000Z",
                "DTSTART:20261224T180000Z",
                "ORGANIZER:mailto:shop@example.com",
                "SUMMARY:Again",
                "DTEND:20261224T200000Z",
                "SEQUENCE:1"
            })
    void aPropertyThatIsGivenTwiceIsRefusedAtTheSecond(String line) {
        refused(Invitations.with(14, "SEQUENCE:0", line), 15, "can be given only once in this component");
    }

    @Test
    void anEventEndsOnlyOnce() {
        refused(Invitations.with(14, "DURATION:PT2H"), 14, "DTEND and DURATION cannot both be given");
    }

    @Test
    void aCancellationHasASequenceAndNoOtherStatus() {
        refused(Invitations.CANCEL.replace("SEQUENCE:1\r\n", ""), 5, "SEQUENCE (METHOD:CANCEL");
        refused(Invitations.CANCEL.replace("STATUS:CANCELLED", "STATUS:CONFIRMED"), 15, "STATUS must be CANCELLED");
        refused(
                Invitations.CANCEL.replace(
                        "STATUS:CANCELLED", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM"),
                15,
                "VALARM cannot be used with METHOD:CANCEL");
    }

    @Test
    void anAddedInstanceHasAHigherSequence() {
        refused(withMethod("ADD"), 14, "SEQUENCE must be greater than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VTODO", "VJOURNAL", "VFREEBUSY"})
    void otherComponentsAreRefused(String component) {
        refused(
                Invitations.REQUEST.replace("VEVENT", component),
                5,
                component + " is not supported; only events (VEVENT)");
        refused(
                Invitations.with(16, "BEGIN:" + component, "END:" + component, "END:VCALENDAR"),
                16,
                component + " is not supported");
    }

    @Test
    void anObjectNeedsAnEvent() {
        refused(Invitations.IN_BERLIN.replaceAll("(?s)BEGIN:VEVENT.*END:VEVENT\r\n", ""), 1, "needs a VEVENT");
    }

    @Test
    void severalEventsHaveTheSameUid() {
        String exception = String.join(
                "\r\n",
                "BEGIN:VEVENT",
                "UID:opening@example.com",
                "DTSTAMP:20261130T120000Z",
                "RECURRENCE-ID:20261231T180000Z",
                "DTSTART:20261231T190000Z",
                "SUMMARY:Later",
                "ORGANIZER:mailto:shop@example.com",
                "ATTENDEE:mailto:ann@example.com",
                "END:VEVENT");
        String series = Invitations.with(15, "RRULE:FREQ=WEEKLY", "END:VEVENT", exception);

        accepted(series);
        refused(series.replaceFirst("UID:opening", "UID:other"), 18, "all events of an object have the same UID");
        refused(
                series.replace("METHOD:REQUEST", "METHOD:COUNTER").replace("SUMMARY:Later", "SUMMARY:x\r\nSEQUENCE:0"),
                17,
                "a second VEVENT cannot be used with METHOD:COUNTER");
    }

    @Test
    void aTimeZoneIsComplete() {
        refused(Invitations.IN_BERLIN.replace("TZID:Europe/Berlin\r\n", ""), 5, "needs TZID");
        refused(Invitations.IN_BERLIN.replace("TZOFFSETTO:+0100\r\n", ""), 7, "needs TZOFFSETTO");
        refused(Invitations.IN_BERLIN.replaceAll("(?s)BEGIN:STANDARD.*END:STANDARD\r\n", ""), 5, "needs STANDARD");
        refused(Invitations.IN_BERLIN.replace("TZID=Europe/Berlin", "TZID=Europe/Bern"), 16, "TZID needs a VTIMEZONE");
    }

    @Test
    void anErrorNamesTheSectionOfTheMethod() {
        assertTrue(error(Invitations.with(13, "")).endsWith("needs SUMMARY (METHOD:REQUEST, RFC 5546 section 3.2.2)"));
        assertTrue(error(Invitations.CANCEL.replace("SEQUENCE:1\r\n", "")).contains("RFC 5546 section 3.2.5"));
    }

    private static String withMethod(String method) {
        return Invitations.REQUEST.replace("METHOD:REQUEST", "METHOD:" + method);
    }

    private static void accepted(String text) {
        CalendarObject.parse(text).check();
    }

    private static void refused(String text, int line, String problem) {
        String error = error(text);
        assertTrue(error.startsWith("calendar, line " + line + ": ") && error.contains(problem), error);
    }

    private static String error(String text) {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> CalendarObject.parse(text).check());
        assertEquals("calendar", refused.field());
        return refused.detail();
    }
}
