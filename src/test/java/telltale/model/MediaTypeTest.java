package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/pdf                             | application/pdf",
                "IMAGE/PNG                                   | image/png",
                "Text/CSV;Charset=UTF-8                      | text/csv; charset=UTF-8",
                "text/csv ; header=present; charset=\"utf-8\" | text/csv; header=present; charset=utf-8",
                "a/b;x=\"a \\\"b\\\" \\\\; c\"               | a/b; x=\"a \\\"b\\\" \\\\; c\"",
                "a/b;name=\"Übersicht.csv\"                  | a/b; name=\"Übersicht.csv\"",
                "a/b;x=\"\"                                  | a/b; x=\"\"",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
                        + "| application/vnd.openxmlformats-officedocument.presentationml.presentation",
            })
    void aTypeIsParsedInAnyCaseAndWrittenInOne(String text, String written) {
        assertEquals(written, MediaType.parse(text).toString());
        assertEquals(MediaType.parse(text), MediaType.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/plain",
                "text/plain/x",
                "text / plain",
                "text/plain\r\nX: y",
                "tëxt/plain",
                "text/*",
                "text/plain;",
                "text/plain; charset",
                "text/plain; charset=",
                "text/plain; =utf-8",
                "text/plain; charset = utf-8",
                "text/plain; charset=a b",
                "text/plain; charset=\"a",
                "text/plain; charset=\"a\"b",
                "text/plain; charset=utf-8 (Unicode)",
                "text/plain charset=utf-8",
                "text/plain; charset=utf-8; Charset=utf-8",
                "text/plain; x=\"a\r\nX: y\"",
                "text/plain; x=\"\u2028\"",
                "text/plain; name*=utf-8''a",
                "text/plain; x=ü",
                "text/plain; x=a/b",
                "text/plain,text/html",
            })
    void otherTextIsRejected(String text) {
        assertEquals(
                "type",
                assertThrows(InvalidInputException.class, () -> MediaType.parse(text))
                        .field());
    }

    @Test
    void aTypeIsBounded() {
        String longest = "a/b;x=" + "y".repeat(493);
        MediaType type = MediaType.parse(longest);

        assertEquals(500, type.toString().length());
        assertEquals(type, MediaType.parse(type.toString()));
        assertThrows(InvalidInputException.class, () -> MediaType.parse(longest + "y"));
        assertThrows(InvalidInputException.class, () -> MediaType.parse("a/" + "b".repeat(128)));
    }

    @Test
    void aDefaultDoesNotReplaceAParameter() {
        assertEquals(
                "latin1",
                MediaType.parse("text/csv; charset=latin1")
                        .withDefault("charset", "utf-8")
                        .parameters()
                        .get("charset"));
        assertEquals(
                Map.of("charset", "utf-8"),
                MediaType.parse("text/csv").withDefault("charset", "utf-8").parameters());
    }
}
