package telltale.message.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;

class CalendarObjectTest {
    private static final EmailAddress SHOP = EmailAddress.parse("shop@example.com");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress EVE = EmailAddress.parse("eve@example.com");

    @Test
    void linesEndWithCrlfHoweverTheyWereGiven() {
        assertEquals(Invitations.REQUEST, text(Invitations.REQUEST));
        assertEquals(Invitations.REQUEST, text(Invitations.REQUEST.replace("\r\n", "\n")));
        assertEquals(Invitations.REQUEST, text(Invitations.REQUEST.strip()));
        assertEquals(Invitations.REQUEST, text(Invitations.REQUEST + "\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ä", "€", "😀", " ", "aä€😀 ,"})
    void longLinesAreFoldedBetweenCharactersAndUnfoldToTheSameText(String pattern) {
        String summary = "x" + pattern.repeat(100) + "x";
        String object = Invitations.with(13, "SUMMARY:" + summary);

        String folded = text(object);

        assertEquals(object, folded.replace("\r\n ", ""));
        Arrays.stream(folded.split("\r\n"))
                .forEach(line -> assertTrue(line.getBytes(StandardCharsets.UTF_8).length <= 75, line));
        assertEquals(folded, text(folded));
    }

    @Test
    void linesThatWereFoldedElsewhereAreFoldedAgain() {
        String tabs = Invitations.REQUEST.replace("SUMMARY:Opening", "SUMM\r\n\tARY:Ope\r\n ning");

        assertEquals(Invitations.REQUEST, text(tabs));
    }

    /** The number is that of the line in the text as it was given, also after folded lines. */
    @Test
    void anErrorNamesTheFirstOfFoldedLines() {
        String folded = Invitations.with(6, "UID:opening@\r\n example.com").replace("SEQUENCE:0", "SEQUENCE:\r\n x");

        assertTrue(error(folded).startsWith("calendar, line 15: SEQUENCE"), error(folded));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "13 | SUMMARY Opening | the name of the property must be followed by a colon",
                "13 | : Opening | it must begin with the name",
                "13 | SÜMMARY:x | the name of the property must be followed by a colon",
                "13 | SUMMARY;LANGUAGE:x | it has an invalid parameter",
                "13 | SUMMARY;=de:x | it has an invalid parameter",
                "13 | SUMMARY,de:x | the name of the property must be followed by a colon",
                "13 | SUMMARY;LANGUAGE=\"de:x | it has an invalid parameter",
                "13 | SUMMARY;LANGUAGE=d\"e\":x | it has an invalid parameter",
                "13 | SUMMARY;LANGUAGE=de;language=en:x | it has the same parameter twice",
                "15 | END:VTODO | it must be the END of the component that begins in line 5",
                "15 | BEGIN:X-INNER | it must be the END of the component that begins in line 15"
            })
    void aLineThatIsNoContentLineIsRefused(int number, String line, String problem) {
        String error = error(Invitations.with(number, line));
        int at = line.startsWith("BEGIN") ? 16 : number;
        assertTrue(error.startsWith("calendar, line " + at + ": ") && error.contains(problem), error);
    }

    @Test
    void aTextThatIsNoObjectIsRefused() {
        assertTrue(error("").contains("line 1"));
        assertTrue(error("\n\n").contains("line 1"));
        assertTrue(error("Dear Ann").contains("line 1"));
        assertTrue(
                error("BEGIN:VEVENT\nEND:VEVENT").contains("line 1: an iCalendar object begins with BEGIN:VCALENDAR"));
        assertTrue(error(" " + Invitations.REQUEST).contains("line 1"));
        assertTrue(
                error(Invitations.REQUEST + Invitations.REQUEST).contains("line 17: nothing can follow END:VCALENDAR"));
        assertTrue(error(Invitations.with(16, "X-A:b")).contains("line 1: the component that begins here has no END"));
        assertTrue(error(Invitations.REQUEST.replace("SUMMARY", "\r\nSUMMARY")).contains("line 13: it is empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\u0000b", "a\u0007b", "a\u007fb", "a\u0001b\u0002"})
    void controlCharactersAreRefused(String summary) {
        assertTrue(
                error(Invitations.with(13, "SUMMARY:" + summary)).contains("line 13: it contains a control character"));
    }

    @Test
    void theSenderShouldBeTheOrganizer() {
        CalendarObject object = CalendarObject.parse(Invitations.REQUEST);

        assertEquals(Optional.empty(), object.senderWarning(SHOP));
        assertEquals(Optional.empty(), object.senderWarning(EmailAddress.parse("Shop@EXAMPLE.com")));
        assertTrue(object.senderWarning(ANN).orElseThrow().contains("ORGANIZER"));
        String byAssistant =
                Invitations.with(10, "ORGANIZER;SENT-BY=\"mailto:eve@example.com\":mailto:shop@example.com");
        assertEquals(Optional.empty(), CalendarObject.parse(byAssistant).senderWarning(EVE));
    }

    @Test
    void theSenderOfAReplyShouldBeItsAttendee() {
        CalendarObject reply = CalendarObject.parse(
                Invitations.REQUEST.replace("METHOD:REQUEST", "METHOD:REPLY").replaceFirst("ATTENDEE.*\r\n", ""));

        assertEquals(Optional.empty(), reply.senderWarning(EmailAddress.parse("ben@example.com")));
        assertTrue(reply.senderWarning(SHOP).orElseThrow().contains("ATTENDEE"));
        assertEquals(Optional.empty(), reply.recipientWarning(SHOP));
    }

    @Test
    void theRecipientShouldBeAnAttendee() {
        CalendarObject object = CalendarObject.parse(
                Invitations.with(12, "ATTENDEE:MAILTO:b%65n+x@example.com", "ATTENDEE:invalid:nomail"));

        assertEquals(Optional.empty(), object.recipientWarning(ANN));
        assertEquals(Optional.empty(), object.recipientWarning(EmailAddress.parse("ben+x@example.com")));
        assertTrue(object.recipientWarning(EVE).isPresent());
        assertTrue(
                CalendarObject.parse(Invitations.CANCEL).recipientWarning(EVE).isPresent());
    }

    private static String text(String object) {
        return CalendarObject.parse(object).check().text();
    }

    private static String error(String object) {
        return assertThrows(InvalidInputException.class, () -> text(object)).detail();
    }
}
