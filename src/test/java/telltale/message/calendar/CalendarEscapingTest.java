package telltale.message.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class CalendarEscapingTest {
    /** RFC 5545 section 3.3.11. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Dinner, late | Dinner\\, late",
                "a;b | a\\;b",
                "a\\b | a\\\\b",
                "say \"hi\": now | say \"hi\": now"
            })
    void aValueIsEscapedAsText(String value, String escaped) {
        assertEquals("SUMMARY:For " + escaped + "!", filled("SUMMARY:For @!", value));
    }

    @Test
    void lineBreaksBecomeEscapesAndNeverNewLines() {
        assertEquals("DESCRIPTION:a\\nb\\nATTENDEE:mailto:x", filled("DESCRIPTION:@", "a\r\nb\nATTENDEE:mailto:x"));
        assertEquals("ATTENDEE;CN=a^nb:mailto:x", filled("ATTENDEE;CN=@:mailto:x", "a\nb"));
    }

    /** RFC 6868 section 3.1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ann | Ann",
                "Ann, A. | \"Ann, A.\"",
                "Ann;ROLE=CHAIR | \"Ann;ROLE=CHAIR\"",
                "a:b | \"a:b\"",
                "Ann \"A\" ^ | Ann ^'A^' ^^"
            })
    void aValueInAParameterIsEncodedAndQuotedIfNecessary(String value, String encoded) {
        assertEquals("ATTENDEE;CN=" + encoded + ":mailto:x", filled("ATTENDEE;CN=@:mailto:x", value));
    }

    @Test
    void quotationMarksOfTheTemplateAreKept() {
        assertEquals("ATTENDEE;CN=\"Dr. Ann, A.\":x", filled("ATTENDEE;CN=\"Dr. @\":x", "Ann, A."));
        assertEquals("X;CN=\"a:b\";D=\"c,d\":\"c\\,d\"", filled("X;CN=\"a:b\";D=@:\"@\"", "c,d"));
    }

    @Test
    void foldedLinesContinueTheirContext() {
        assertEquals("SUMMARY:a\r\n b\\,c", filled("SUMMARY:a\r\n b@", ",c"));
        assertEquals("ATTENDEE\r\n\t;CN=\",c\":x", filled("ATTENDEE\r\n\t;CN=@:x", ",c"));
        assertEquals("SUMMARY:a\r\nX;B=\",c\":x", filled("SUMMARY:a\r\nX;B=@:x", ",c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0001b", "\u0002", "a\rb", "a\u0000", "\u007f"})
    void aValueWithControlCharactersIsRefused(String value) {
        assertEquals(
                "calendar",
                assertThrows(InvalidInputException.class, () -> CalendarEscaping.mark(value))
                        .field());
    }

    private static String filled(String line, String value) {
        return CalendarEscaping.escape(line.replace("@", CalendarEscaping.mark(value)));
    }
}
