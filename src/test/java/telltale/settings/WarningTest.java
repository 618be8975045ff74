package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarningTest {
    @Test
    void anUnencryptedPasswordCausesALoudWarning() {
        String warning = only(
                "EMAIL_HOST",
                "smtp.example.com",
                "EMAIL_USER",
                "ann@example.com",
                "EMAIL_PASS",
                "hidden",
                "EMAIL_TLS",
                "none");
        assertEquals(
                "EMAIL_TLS is none: THE PASSWORD OF EMAIL_USER IS SENT UNENCRYPTED to smtp.example.com, and everyone on"
                        + " the network path can read it. Set EMAIL_TLS to starttls or tls.",
                warning);
    }

    @Test
    void unencryptedMailCausesAWarning() {
        String warning = only("EMAIL_HOST", "localhost", "EMAIL_FROM", "ann@example.com", "EMAIL_TLS", "none");
        assertEquals(
                "EMAIL_TLS is none: mail is sent unencrypted to localhost. Use this only for a server on this machine or"
                        + " in your own network.",
                warning);
    }

    @Test
    void anUnencryptedPixelOnAPublicHostCausesAWarning() {
        assertTrue(only("PIXEL_URL", "http://mail.example.com/pixel")
                .startsWith("PIXEL_URL begins with http:// on a public host"));
        assertEquals(List.of(), warnings("PIXEL_URL", "http://10.1.2.3:8080/app/pixel"));
        assertEquals(List.of(), warnings("PIXEL_URL", "http://localhost:8080/app/pixel"));
    }

    @Test
    void aLoopbackPixelWithARemoteMailServerCausesAWarning() {
        assertTrue(
                only("PIXEL_URL", "http://127.0.0.1:8080/app/pixel", "EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "x")
                        .startsWith("PIXEL_URL points to this machine while mail is sent through smtp.gmail.com"));
        assertEquals(
                List.of(),
                warnings("PIXEL_URL", "http://localhost/pixel", "EMAIL_HOST", "::1", "EMAIL_FROM", "a@example.com"));
    }

    @Test
    void aMissingSenderCausesAWarning() {
        assertEquals(
                "EMAIL_FROM is not set and EMAIL_USER is not an email address, so no mail can be sent. Set EMAIL_FROM to an"
                        + " email address, such as Ann Example <ann@example.com>.",
                only("EMAIL_HOST", "smtp.example.com", "EMAIL_USER", "apikey", "EMAIL_PASS", "x"));
    }

    @Test
    void settingsWithoutEffectCauseWarnings() {
        assertEquals(
                List.of(
                        "EMAIL_PORT (environment) has no effect: neither EMAIL_HOST nor EMAIL_USER is set.",
                        "EMAIL_TLS (environment) has no effect: neither EMAIL_HOST nor EMAIL_USER is set.",
                        "TELLTALE_DATABASE_USER (environment) has no effect: the embedded database requires no login.",
                        "PIXEL_SIZE (environment) has no effect: it requires PIXEL_IMAGE, which is not set."),
                warnings("EMAIL_PORT", "25", "EMAIL_TLS", "tls", "TELLTALE_DATABASE_USER", "me", "PIXEL_SIZE", "1x1"));
    }

    @Test
    void trustingEveryAddressCausesAWarning() {
        assertEquals(
                "TELLTALE_TRUSTED_PROXIES includes every address (/0): any client can forge the address of a hit. List"
                        + " only your own proxies.",
                only("TELLTALE_TRUSTED_PROXIES", "127.0.0.1, 0.0.0.0/0, ::/0"));
    }

    @Test
    void aMistypedNameIsReportedWithTheNearestOne() {
        assertEquals(
                List.of(
                        "EMAIL_PASSWORD (environment) is not a setting; did you mean EMAIL_PASS?",
                        "PIXEL_IMG (environment) is not a setting; did you mean PIXEL_IMAGE?",
                        "TELLTALE_DATABASE_URI (environment) is not a setting; did you mean TELLTALE_DATABASE_URL?",
                        "TELLTALE_QQQQQQQQQQQQQQQQQQQQ (environment) is not a setting.",
                        "email_user (environment) is not a setting; did you mean EMAIL_USER?"),
                warnings(
                        "EMAIL_PASSWORD", "hidden",
                        "PIXEL_IMG", "a.png",
                        "TELLTALE_DATABASE_URI", "x",
                        "TELLTALE_QQQQQQQQQQQQQQQQQQQQ", "x",
                        "email_user", "ann@example.com",
                        "telltale.http.port", "8080",
                        "PATH", "/bin"));
    }

    private static String only(String... pairs) {
        List<String> warnings = warnings(pairs);
        assertEquals(1, warnings.size(), warnings::toString);
        return warnings.get(0);
    }

    private static List<String> warnings(String... pairs) {
        return Given.settings(pairs).warnings();
    }
}
