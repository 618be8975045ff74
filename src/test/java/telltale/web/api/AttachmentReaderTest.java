package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Attachment;
import telltale.model.InvalidInputException;
import telltale.web.http.JsonBody;

class AttachmentReaderTest {
    private static final String FIRST = "{\"name\": \"a.txt\", \"type\": \"text/plain\", \"content\": \"\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"content\": \"data:application/pdf;base64,Zm9v\"                              | application/pdf",
                "\"content\": \"data:Text/CSV;Charset=UTF-8;base64,Zm9v\"                     | text/csv; charset=UTF-8",
                "\"content\": \"data:,foo\"                                                   | text/plain",
                "\"content\": \"data:x/y;base64,Zm9v\", \"type\": \"text/csv\"                | text/csv",
                "\"content\": \"data:not a type;base64,Zm9v\", \"type\": \"IMAGE/PNG\"        | image/png",
            })
    void theTypeIsThatBesideTheContentOrElseThatOfTheDataUri(String fields, String type) {
        Attachment file = second(fields);

        assertEquals(type, file.type().toString());
        assertEquals(3, file.content().toBytes().length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"content\": \"Zm9v\"                                                | attachments[1].type",
                "\"content\": \"Zm9v!\", \"type\": \"a/b\"                            | attachments[1].content",
                "\"content\": \"Zm9vYg=\", \"type\": \"a/b\"                          | attachments[1].content",
                "\"content\": 5, \"type\": \"a/b\"                                    | attachments[1].content",
                "\"type\": \"a/b\"                                                    | attachments[1].content",
                "\"content\": \"data:nonsense;base64,Zm9v\"                           | attachments[1].type",
                "\"content\": \"data:multipart/mixed;base64,Zm9v\"                    | attachments[1].type",
                "\"content\": \"w6k\", \"type\": \"message/rfc822\"                   | attachments[1].content",
                "\"content\": \"Zm9v\", \"type\": \"a/b\", \"contentId\": \"<x>\"     | attachments[1].contentId",
                "\"content\": \"Zm9v\", \"type\": \"a/b\", \"filename\": \"x\"        | attachments[1].filename",
            })
    void anInvalidFieldIsNamedWithItsIndex(String fields, String field) {
        assertEquals(
                field,
                assertThrows(InvalidInputException.class, () -> second(fields)).field());
    }

    @Test
    void aSingleAttachmentNeedsNoList() {
        JsonBody body = JsonBody.of("", JsonBody.parse("{\"attachments\": " + FIRST + "}"));
        assertEquals(1, AttachmentReader.attachments(body).size());
    }

    private static Attachment second(String fields) {
        String json = "{\"attachments\": [" + FIRST + ", {\"name\": \"b\", " + fields + "}]}";
        return AttachmentReader.attachments(JsonBody.of("", JsonBody.parse(json)))
                .get(1);
    }
}
