package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportSettingsTest {
    private final Properties properties = new Properties();

    private String base(String protocol, String host, int port) throws MessagingException {
        return new TransportSettings(Session.getInstance(properties), protocol)
                .endpoint(host, port, "key")
                .base()
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "telltale, t.example.com, -1, http://t.example.com/app",
        "telltales, t.example.com, -1, https://t.example.com/app",
        "telltale, 127.0.0.1, 8080, http://127.0.0.1:8080/app",
        "telltales, ::1, 8443, https://[::1]:8443/app"
    })
    void theAddressIsMadeFromTheHost(String protocol, String host, int port, String base) throws Exception {
        assertEquals(base, base(protocol, host, port));
    }

    @Test
    void thePortMayBeAProperty() throws Exception {
        properties.put("mail.telltale.port", 8080);

        assertEquals("http://t.example.com:8080/app", base("telltale", "t.example.com", -1));
    }

    @Test
    void anAddressInThePropertiesComesFirst() throws Exception {
        properties.put("mail.telltale.url", "https://t.example.com/mail/");

        assertEquals("https://t.example.com/mail", base("telltale", "smtp.example.com", 587));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tt_live_secret\r\nX-Other: 1", "tt_live_secret\n folded", "tt_live_secr\u00e9t"})
    void aKeyThatIsNoneIsNotInAnyText(String key) {
        TransportSettings settings = new TransportSettings(Session.getInstance(properties), "telltale");
        AuthenticationFailedException refused =
                assertThrows(AuthenticationFailedException.class, () -> settings.endpoint("localhost", -1, key));
        assertFalse(refused.toString().contains("secr"), refused::toString);
    }

    @Test
    void neitherTheKeyNorAPasswordInTheAddressIsInAnyText() throws Exception {
        TransportSettings settings = new TransportSettings(Session.getInstance(properties), "telltale");
        assertEquals(
                "Endpoint[http://localhost/app]",
                settings.endpoint("localhost", -1, "tt_live_secret").toString());
        for (String url : List.of("https://user:secret@t.example.com/app", "https://user:secret@t.example.com/a b")) {
            properties.put("mail.telltale.url", url);
            MessagingException refused =
                    assertThrows(MessagingException.class, () -> base("telltale", "localhost", -1));
            assertFalse(refused.toString().contains("secret"), refused::toString);
        }
    }

    @Test
    void anInvalidNumberIsNamed() {
        properties.put("mail.telltale.timeout", "soon");

        MessagingException invalid = assertThrows(MessagingException.class, () -> base("telltale", "localhost", -1));
        assertEquals("mail.telltale.timeout must be a number", invalid.getMessage());
    }
}
