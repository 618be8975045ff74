package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedPathTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/app/pixel/AZNbHno8.gif | /app/pixel/…",
                "/app/click/a/b?c | /app/click/…",
                "/app/unsubscribe/x;y | /app/unsubscribe/…",
                "/app/preferences/x | /app/preferences/…",
                "/app/consent/x | /app/consent/…",
                "/app/track?key=secret | /app/track",
                "/app/api/v1/templates/autumn | /app/api/v1/templates/autumn",
            })
    void tokensAndQueriesAreNotLogged(String uri, String logged) {
        assertEquals(logged, LoggedPath.of(uri));
    }

    @Test
    void aPathIsOneShortLine() {
        assertEquals("/app/a?b", LoggedPath.of("/app/a\nb"));
        assertTrue(LoggedPath.of("/app/" + "[".repeat(8_000)).length() < 130);
        assertEquals("null", LoggedPath.of(null));
    }
}
