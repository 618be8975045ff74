package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;

class AttachmentContentTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void bothAlphabetsAreDecodedWithAndWithoutPadding() {
        for (int size = 0; size < 300; size++) {
            byte[] octets = new byte[size];
            random.nextBytes(octets);
            for (Base64.Encoder encoder :
                    new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getMimeEncoder()}) {
                assertDecodes(octets, encoder.encodeToString(octets));
                assertDecodes(octets, encoder.withoutPadding().encodeToString(octets));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zm9vYg==", "Zm9vYg", " Zm9v\r\n\tYg = = ", "Z m\n9 vYg\n"})
    void whiteSpaceIsIgnored(String content) {
        assertDecodes("foob".getBytes(StandardCharsets.US_ASCII), content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b'Zm9v'",
                "Zm9v!",
                "Zm9v\u00e9",
                "Zm9v\u0000",
                "%PDF-1.4",
                "https://example.com/a.pdf",
                "ab+/cd-_",
                "Zm9vYg=",
                "Zm9vYg===",
                "Zm9v=",
                "Zm9v====",
                "Zg==Zg==",
                "Zm9vY",
                "=",
                "Zh==",
                "Zm9",
                "{\"a\":1}",
                "data:",
                "data:application/pdf;base64",
                "data:application/pdf;base64,Zm9v!",
                "data:application/pdf;base64,ab+/cd-_",
                "data:text/plain,a%zz",
                "data:text/plain,a%2",
                "data:text/plain,\u00e9",
                "data:image/svg+xml,<a b='#c'/>",
            })
    void everythingElseIsRejected(String content) {
        assertRejected(content);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "data:application/pdf;base64,Zm9v                    | application/pdf              | foo",
                "DATA:Image/PNG;BASE64,Zm9v                          | Image/PNG                    | foo",
                "data:text/csv;charset=utf-8;base64,Zm9vYg           | text/csv;charset=utf-8       | foob",
                "data:text/csv;charset=utf-8,a%2Cb%0D%0A             | text/csv;charset=utf-8       | a,b\\r\\n",
                "data:application/octet-stream;base64,Zm9vYg%3D%3D   | application/octet-stream     | foob",
                "data:,a%20brief%20note                              | text/plain                   | a brief note",
                "data:text/plain,Hello, World                        | text/plain                   | Hello, World",
                "data:;charset=iso-8859-1,%E9                        | text/plain;charset=iso-8859-1| \\351",
                "data:application/x;name=%22a%20b%22;base64,Zm9v     | application/x;name=\"a b\"   | foo",
                "data:application/x;base64,                          | application/x                | ``",
            })
    void aDataUriHasTypeAndContent(String uri, String type, String content) {
        AttachmentContent parsed = AttachmentContent.parse(uri);

        assertEquals(type, parsed.type());
        assertEquals(content.translateEscapes(), new String(parsed.octets().toBytes(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void aRejectedContentIsNotRepeated() {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> AttachmentContent.parse("secret!"));

        assertTrue(!invalid.detail().contains("secret"), invalid.detail());
    }

    private void assertDecodes(byte[] octets, String content) {
        AttachmentContent parsed = AttachmentContent.parse(content);
        assertArrayEquals(octets, parsed.octets().toBytes(), () -> "seed " + seed);
        assertNull(parsed.type());
    }

    private static void assertRejected(String content) {
        assertEquals(
                "content",
                assertThrows(InvalidInputException.class, () -> AttachmentContent.parse(content), content)
                        .field());
    }
}
