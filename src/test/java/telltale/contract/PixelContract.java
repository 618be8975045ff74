package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.Application.Sent;
import telltale.contract.RawHttpClient.Answer;

/** Tests that every request of {@code /pixel} gets the same response, and which requests are opens. */
interface PixelContract {
    Application application();

    @Test
    default void thePixelIsASmallGifThatIsNotCached() throws IOException {
        Answer pixel = application().http().get("/app/pixel");

        assertEquals(200, pixel.status(), pixel::toString);
        assertTrue(pixel.octets().startsWith("GIF89a"), pixel::toString);
        assertEquals(43, pixel.octets().length());
        assertEquals("image/gif", pixel.field("Content-Type").orElse(""));
        assertEquals("43", pixel.field("Content-Length").orElse(""));
        String caching = pixel.field("Cache-Control").orElse("").toLowerCase(Locale.ROOT);
        assertTrue(caching.contains("no-store") && caching.contains("private"), pixel::toString);
        assertEquals(Optional.empty(), pixel.field("Set-Cookie"));
    }

    @Test
    default void aValidTokenGetsTheSameResponseAsAnyOther() throws Exception {
        String good =
                application().sent(TrackContract.mailTo("good@example.com")).pixel();

        for (String target : List.of(good, good + ".gif", good + ".png", good + ".jpg", good + ";jsessionid=1")) {
            assertSame(target);
        }
    }

    @ParameterizedTest
    @MethodSource("hostileTargets")
    default void everyTargetGetsTheSameResponse(String rest) throws IOException {
        assertSame("/app/pixel" + rest);
    }

    /** Suffixes that mail clients, gateways, scanners and curious people append to the address of a pixel. */
    static List<String> hostileTargets() {
        return List.of(
                "/",
                "/nonsense",
                "/nonsense.gif",
                "/nonsense.png",
                "/nonsense.jpg",
                "/nonsense.webp",
                "/nonsense.tar.gz.",
                "/" + "aZ0-_".repeat(819),
                "/AAAA",
                "/nonsense/and/more/of/it",
                "/nonsense/",
                "//nonsense",
                "/nonsense//",
                "/a/../b",
                "/./",
                ";a=b",
                "/;a=b;c",
                "/nonsense;jsessionid=0123456789ABCDEF",
                "/nonsense;p=1/x;q=2",
                "?",
                "?utm_source=x&utm_source=y",
                "/nonsense?token=other&%zz=%",
                "/nonsense'",
                "/nonsense)",
                "/nonsense*~!$&(,+=:@",
                "/%20%22%3E%3Cscript%3E",
                "/%C3%A9%E2%98%82",
                "/%0D%0ASet-Cookie:%20a=b",
                "/" + "%41".repeat(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Range: bytes=0-3",
                "If-None-Match: *",
                "If-Modified-Since: Sun, 22 Nov 2026 15:00:00 GMT",
                "Accept: text/html",
                "Accept-Encoding: gzip, br",
                "Accept-Language: tlh, *;q=0.000000001",
                "Cookie: JSESSIONID=0123456789ABCDEF",
                "Authorization: Bearer nonsense",
                "Sec-Purpose: prefetch",
                "User-Agent:",
                "Referer: about:blank#%",
                "X-Forwarded-For: ', -- <script>",
                "Origin: https://example.com"
            })
    default void everyHeaderFieldGetsTheSameResponse(String field) throws IOException {
        assertSame("/app/pixel/nonsense", field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE"})
    default void anUnsupportedMethodIsRefusedWithoutDetails(String method) throws IOException {
        Answer answer = application().http().request(method, "/app/pixel/nonsense", new byte[0], "Content-Length: 0");

        assertEquals(405, answer.status(), answer::toString);
        RefusalContract.assertRevealsNothing(answer);
    }

    @Test
    default void everyGetOfAPixelIsAnOpenAndAHeadIsNot() throws Exception {
        Sent sent = application().sent(TrackContract.mailTo("head@example.com"));
        RawHttpClient http = application().http();

        for (String ending : List.of("", ".gif", ".png", ".jpg")) {
            http.head(sent.pixel() + ending);
            http.get(sent.pixel() + ending);
            http.head(sent.pixel() + ending);
        }

        assertEquals(4, Application.opens(application().deliveryWithOpens(sent.id(), 4)));
    }

    @Test
    default void aModifiedTokenIsNotAnOpen() throws Exception {
        Sent sent = application().sent(TrackContract.mailTo("forged@example.com"));
        int middle = sent.pixel().length() - 10;
        char changed = sent.pixel().charAt(middle) == 'A' ? 'B' : 'A';
        RawHttpClient http = application().http();

        http.get(sent.pixel().substring(0, middle) + changed + sent.pixel().substring(middle + 1));
        http.get(sent.pixel().substring(0, middle));
        http.get(sent.pixel());

        assertEquals(1, Application.opens(application().deliveryWithOpens(sent.id(), 1)));
    }

    /** Asserts the same body and header fields as for the simplest request; for HEAD only the fields. */
    private void assertSame(String target, String... fields) throws IOException {
        Answer plain = undated(application().http().get("/app/pixel"));

        assertEquals(plain, undated(application().http().get(target, fields)));
        assertEquals(withoutOctets(plain), undated(application().http().head(target, fields)));
    }

    private static Answer withoutOctets(Answer answer) {
        return new Answer(answer.statusLine(), answer.fields(), "");
    }

    /** Returns the constant parts of a response. The order of fields with different names is irrelevant (RFC 9110 section 5.3). */
    private static Answer undated(Answer answer) {
        return new Answer(
                answer.statusLine(),
                answer.fields().stream()
                        .filter(field -> !field.startsWith("Date:"))
                        .sorted()
                        .toList(),
                answer.octets());
    }
}
