package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the dashboard's address and of sessions. */
class SessionSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "https://mail.example.com/app, https://mail.example.com/app/#x, https://mail.example.com",
        "https://Mail.Example.com:443/app/, https://Mail.Example.com:443/app/#x, https://mail.example.com",
        "https://example.com, https://example.com/#x, https://example.com",
        "http://localhost:8080/app, http://localhost:8080/app/#x, http://localhost:8080",
        "HTTP://[::1]:8080/app, HTTP://[::1]:8080/app/#x, http://[::1]:8080"
    })
    void theAddressOfTheDashboardIsReadWithItsOrigin(String text, String link, String origin) {
        DashboardUrl url =
                Objects.requireNonNull(Given.settings("TELLTALE_URL", text).url());
        assertEquals(link, url.at("#x"));
        assertEquals(origin, url.origin());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "ftp://mail.example.com",
                "https://ann@mail.example.com/app",
                "https://mail.example.com/app?x=1",
                "https://mail.example.com/app#x",
                "https:///app",
                "https://mail.example.com:0/app",
                "https://mail.example.com:99999/app"
            })
    void anotherAddressIsRefused(String text) {
        InvalidSettingsException refused =
                assertThrows(InvalidSettingsException.class, () -> Given.settings("TELLTALE_URL", text));
        assertTrue(refused.problems().get(0).contains("TELLTALE_URL"), refused::getMessage);
    }

    @Test
    void anAddressWithoutEncryptionIsWarnedAboutUnlessItIsThisMachine() {
        assertEquals(
                List.of(),
                Given.settings("TELLTALE_URL", "http://127.0.0.1:8080/app").warnings());
        assertEquals(
                List.of(),
                Given.settings("TELLTALE_URL", "https://mail.example.com").warnings());
        List<String> warnings =
                Given.settings("TELLTALE_URL", "http://mail.example.com").warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("clear text"), warnings.get(0));
    }

    @Test
    void sessionsLastFromFiveMinutesToNinetyDays() {
        assertEquals(
                new SessionSettings(Duration.ofMinutes(5), Duration.ofDays(90)),
                Given.settings("TELLTALE_SESSION_IDLE", "5m", "TELLTALE_SESSION_MAX", "90d")
                        .sessions());
        for (String wrong : new String[] {"4m", "91d", "1s", "8", "h", "-5m", "999999999d"}) {
            assertThrows(InvalidSettingsException.class, () -> Given.settings("TELLTALE_SESSION_IDLE", wrong), wrong);
        }
    }

    @Test
    void anIdleTimeBeyondTheMaximumHasNoEffect() {
        List<String> warnings = Given.settings("TELLTALE_SESSION_IDLE", "2d", "TELLTALE_SESSION_MAX", "1d")
                .warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("no effect"), warnings.get(0));
    }
}
