package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.RawHttpClient.Answer;

/** A refusal, by the application or by the container, does not reveal the software to strangers. */
interface RefusalContract {
    Pattern REVEALING =
            Pattern.compile("Exception|\\n\\s*at |\\.java:|Java/\\d|(Tomcat|Payara|GlassFish|Grizzly)[A-Za-z/ ]*\\d");

    Application application();

    /** The {@link #unsafePaths()} that the container answers itself, with the status; the others reach the pixel. */
    Map<String, Integer> answeredByTheContainer();

    /** Paths that some container passes to no servlet: escapes that hide a separator or end a string, and endless lines. */
    static List<String> unsafePaths() {
        return List.of(
                "%2F",
                "%00", "%5C", "\\", "{", "|", "]", ">", "\"", "%", "%zz", "%C0%AF", "%FF", "é", "a".repeat(9_000));
    }

    @ParameterizedTest
    @MethodSource("unsafePaths")
    default void anUnsafePathIsAPixelOrRefusedWithoutDetails(String path) throws IOException {
        Answer answer = application().http().get("/app/pixel/" + path);

        Integer refusal = answeredByTheContainer().get(path);
        if (refusal != null) {
            assertEquals(refusal, answer.status(), answer::toString);
            assertRevealsNothing(answer);
        } else {
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(application().http().get("/app/pixel").octets(), answer.octets(), answer::toString);
        }
    }

    /** Tomcat passes it to the application, Payara does not. */
    @Test
    default void aNonAsciiHeaderIsAnsweredWithAPixelOrRefusedWithoutDetails() throws IOException {
        Answer answer = application().http().get("/app/pixel/nonsense", "Accept-Language: ÿþ");

        if (answer.status() != 200) {
            assertEquals(400, answer.status(), answer::toString);
            assertRevealsNothing(answer);
        }
    }

    @Test
    default void aMalformedRequestIsRefusedWithoutDetails() throws IOException {
        Answer answer = application().http().request("GET", "/app/pixel HTTP/9.9 x", new byte[0]);

        assertTrue(answer.status() >= 400 && answer.status() < 600, answer::toString);
        assertRevealsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/nonsense",
                "/app/nonsense.jsp",
                "/app/telltale/launcher/Main.class",
                "/app/WEB-INF/web.xml",
                "/app/META-INF/MANIFEST.MF",
                "/app/WEB-INF/lib/",
                "/app/health/nonsense"
            })
    default void anUnknownAddressIsNotFoundWithoutDetails(String target) throws IOException {
        Answer answer = application().http().get(target);

        assertTrue(answer.status() == 404 || answer.status() == 403, answer::toString);
        assertRevealsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/app/health/live", "/app/api/v1/deliveries", "/app/pixel/x", "/app/metrics"})
    default void aMethodThatIsNotAllowedIsRefusedWithoutDetails(String target) throws IOException {
        Answer answer = application()
                .http()
                .request("DELETE", target, new byte[0], application().adminKey());

        assertEquals(405, answer.status(), answer::toString);
        assertTrue(answer.field("Allow").orElse("").startsWith("GET, "), answer::toString);
        assertRevealsNothing(answer);
    }

    /** The body is never sent, so a response shows that the decision was based on the header fields. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /app/pixel/nonsense | 405",
                "POST | /app/unsubscribe/nonsense | 404",
                "POST | /app/preferences/nonsense | 404",
                "POST | /app/consent/nonsense | 404",
                "POST | /app/track | 401",
                "POST | /app/api/v1/messages | 401",
                "POST | /app/health/live | 405",
                "POST | /app/ | 405",
            })
    default void anUnwantedBodyIsRefusedBeforeItArrives(String method, String target, int status) throws IOException {
        Answer answer = application()
                .http()
                .request(
                        method,
                        target,
                        new byte[0],
                        "Content-Length: 3000000",
                        "Content-Type: application/x-www-form-urlencoded");

        assertEquals(status, answer.status(), answer::toString);
        assertEquals("close", answer.field("Connection").orElse("").toLowerCase(Locale.ROOT), answer::toString);
        assertRevealsNothing(answer);
    }

    /** Payara itself refuses a GET with a body. */
    @Test
    default void aPixelIsTheSameIfABodyIsAnnounced() throws IOException {
        Answer plain = application().http().get("/app/pixel/nonsense");
        Answer answer = application().http().get("/app/pixel/nonsense", "Content-Length: 3000000");

        if (answer.status() != 400) {
            assertEquals(plain.octets(), answer.octets());
            assertEquals(plain.field("Content-Type"), answer.field("Content-Type"));
            assertEquals(plain.field("Cache-Control"), answer.field("Cache-Control"));
        }
        assertRevealsNothing(answer);
    }

    /** A request with a body is dispatched a second time, for which containers decode the path again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2F..%2F..%2Fapi%2Fv1%2Fsuppressions",
                "/..%2F..%2Fapi/v1/suppressions",
                "/%2e%2e%2F%2e%2e%2Fapi/v1/suppressions",
                "%252F..%252F..%252Fapi%252Fv1%252Fsuppressions",
                "]%5C..%5C..%5Capi%5Cv1%5Csuppressions",
                ";/..;/..;/api/v1/suppressions"
            })
    default void anEscapedPathDoesNotLeadFromAPublicAddressToTheApi(String rest) throws IOException {
        for (String address : List.of("/app/unsubscribe/x", "/app/preferences/x", "/app/consent/x")) {
            Answer answer = application()
                    .http()
                    .post(address + rest, "application/json", "{\"address\": \"smuggled@example.com\"}");

            assertTrue(answer.status() >= 400 || answer.octets().isEmpty(), answer::toString);
        }
        String entry = "/app/api/v1/suppressions?address=smuggled@example.com";
        Answer list = application().http().get(entry, application().adminKey());
        assertEquals(0, list.json().getJsonArray("suppressions").size(), list::toString);
    }

    @Test
    default void anEncodedBodyIsRefused() throws IOException {
        Answer answer = application()
                .http()
                .post("/app/track", "application/json", "{}", application().trackKey(), "Content-Encoding: gzip");

        assertEquals(415, answer.status(), answer::toString);
    }

    @Test
    default void aRecipientsFormIsLimited() throws Exception {
        Map<String, String> mail =
                Map.of("to", "form@example.com", "subject", "Rain", "html", "<p>Hi</p>", "bulk", "true");
        String page = application().sent(mail).links().get(0);

        Answer answer = application()
                .http()
                .post(page, "application/x-www-form-urlencoded", "tracking=off&x=" + "x".repeat(5_000));
        assertEquals(413, answer.status(), answer::toString);
    }

    /** Asserts that a response has neither the version nor internals of the server. Its name is allowed. */
    static void assertRevealsNothing(Answer answer) {
        String text = answer.toString();
        assertFalse(REVEALING.matcher(text).find(), () -> "reveals too much: " + text);
    }
}
