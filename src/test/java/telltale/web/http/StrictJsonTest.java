package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-2.5,true,false,null,\"\\u00e9\"],\"b\":{}}",
                "[]",
                "\"\\ud83d\\ude00\"",
                "12",
                "null",
                " {\"a\" : 1e2}\r\n"
            })
    void validJsonIsParsedLikeTheLibraryDoes(String text) {
        try (var reader = Json.PROVIDER.createReader(new java.io.StringReader(text))) {
            JsonValue expected = reader.readValue();
            assertEquals(expected, StrictJson.read(text));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"to\":[{},{\"data\":{\"items\":[0,\"\\ud800\"]}}]} | to[1].data.items[1] contains an unpaired"
                        + " surrogate",
                "{\"a\":{\"b\":\"x\\u0000\"}}                          | a.b contains the character U+0000",
                "{\"a\\u0000\":1}                                      | the body contains the character U+0000",
                "{\"a\":{\"b\":1,\"b\":2}}                             | a.b is a duplicate field",
                "{\"a\":1e101}                                         | a is a number with more than 100 digits"
                        + " or a larger exponent",
                "[1e99999999999]                                       | [0] is a number with more than 100 digits"
                        + " or a larger exponent",
                "{} {}                                                 | the body has content after its JSON"
                        + " value",
                "{} x                                                  | the body has content after its JSON"
                        + " value",
            })
    void aViolationIsReportedWithItsPathAndLimit(String text, String sentence) {
        assertEquals(
                sentence,
                assertThrows(InvalidInputException.class, () -> StrictJson.read(text))
                        .detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "[01]",
                "[NaN]",
                "\"a\nb\"",
                "{\"a\"}",
                "]",
                "{\"a\":]}",
                "tru"
            })
    void malformedJsonIsRejectedWithLineAndColumn(String text) {
        InvalidInputException wrong = assertThrows(InvalidInputException.class, () -> StrictJson.read(text));
        assertTrue(
                wrong.detail().matches("the body is not well-formed JSON at line [12], column \\d+(, near \\S+)?"),
                wrong.detail());
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false", "1000, false", "1000000, false"})
    void atMostSixtyFourLevelsAreAccepted(int depth, boolean isRead) {
        String text = "[".repeat(depth) + "]".repeat(depth);
        if (isRead) {
            assertEquals(text, StrictJson.read(text).toString());
        } else {
            String sentence = assertThrows(InvalidInputException.class, () -> StrictJson.read(text))
                    .detail();
            assertTrue(sentence.endsWith(" is nested deeper than 64 levels"), sentence);
            assertTrue(sentence.length() < 200, sentence);
        }
    }

    @Test
    void aNumberHasAtMostAHundredDigits() {
        assertEquals("9".repeat(100), StrictJson.read("9".repeat(100)).toString());
        assertThrows(InvalidInputException.class, () -> StrictJson.read("9".repeat(101)));
        assertThrows(InvalidInputException.class, () -> StrictJson.read("9".repeat(1_000_000)));
        assertThrows(InvalidInputException.class, () -> StrictJson.read("[1e-1000000]"));
    }

    @Test
    void aNameIsBoundedAndSanitizedInMessages() {
        String name = "n".repeat(200);
        assertEquals(1, ((JsonObject) StrictJson.read("{\"" + name + "\":1}")).getInt(name));
        assertThrows(InvalidInputException.class, () -> StrictJson.read("{\"n" + name + "\":1}"));
        InvalidInputException wrong =
                assertThrows(InvalidInputException.class, () -> StrictJson.read("{\"<b>\\n\":1,\"<b>\\n\":1}"));
        assertEquals("?b??", wrong.field());
    }

    @Test
    void atMostAMillionValuesAreAccepted() {
        String many = String.join(",", Collections.nCopies(StrictJson.MAX_VALUES, "0"));
        assertThrows(InvalidInputException.class, () -> StrictJson.read("[" + many + "]"));
        assertEquals(
                StrictJson.MAX_VALUES - 1,
                StrictJson.read("[" + many.substring(2) + "]").asJsonArray().size());
    }

    @Test
    void aMessageNamesTheGivenRoot() {
        InvalidInputException wrong = assertThrows(
                InvalidInputException.class, () -> StrictJson.read("recipient", "{\"data\":{\"n\":1e999}}"));
        assertEquals("recipient.data.n", wrong.field());
    }
}
