package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.Wire.Answer;

/** That a refusal, by the application or by the container before it, tells no stranger what runs here. */
interface RefusalContract {
    Pattern REVEALING =
            Pattern.compile("Exception|\\n\\s*at |\\.java:|Java/\\d|(Tomcat|Payara|GlassFish|Grizzly)[A-Za-z/ ]*\\d");

    Application application();

    /** Which of {@link #unsafePaths()} the container answers itself, and with which status; the others reach the pixel. */
    Map<String, Integer> answeredByTheContainer();

    /** What some container hands to no servlet: escapes that hide a separator or end a string, and lines without end. */
    static List<String> unsafePaths() {
        return List.of("%2F", "%00", "%5C", "\\", "{", "|", "%zz", "%C0%AF", "%FF", "a".repeat(9_000));
    }

    @ParameterizedTest
    @MethodSource("unsafePaths")
    default void anUnsafePathIsAPixelOrRefusedInSilence(String path) throws IOException {
        Answer answer = application().wire().get("/app/pixel/" + path);

        Integer refusal = answeredByTheContainer().get(path);
        if (refusal != null) {
            assertEquals(refusal, answer.status(), answer::toString);
            assertTellsNothing(answer);
        } else {
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(application().wire().get("/app/pixel").octets(), answer.octets(), answer::toString);
        }
    }

    /** Tomcat hands it over, Payara does not. */
    @Test
    default void aHeaderOutsideAsciiIsAnsweredByAPixelOrRefusedInSilence() throws IOException {
        Answer answer = application().wire().get("/app/pixel/nonsense", "Accept-Language: ÿþ");

        if (answer.status() != 200) {
            assertEquals(400, answer.status(), answer::toString);
            assertTellsNothing(answer);
        }
    }

    @Test
    default void aRequestThatIsNoneIsRefusedInSilence() throws IOException {
        Answer answer = application().wire().request("GET", "/app/pixel HTTP/9.9 x", new byte[0]);

        assertTrue(answer.status() >= 400 && answer.status() < 600, answer::toString);
        assertTellsNothing(answer);
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
    default void whatIsNotThereIsNotFoundInSilence(String target) throws IOException {
        Answer answer = application().wire().get(target);

        assertTrue(answer.status() == 404 || answer.status() == 403, answer::toString);
        assertTellsNothing(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/app/health/live", "/app/api/v1/deliveries"})
    default void aMethodThatDoesNothingHereIsRefusedInSilence(String target) throws IOException {
        Answer answer = application()
                .wire()
                .request("DELETE", target, new byte[0], application().adminKey());

        assertTrue(answer.status() == 405 || answer.status() == 404, answer::toString);
        assertTellsNothing(answer);
    }

    /** A server may say its name, but neither which version it is nor how its inside looks. */
    static void assertTellsNothing(Answer answer) {
        String told = answer.toString();
        assertFalse(REVEALING.matcher(told).find(), () -> "tells too much: " + told);
    }
}
