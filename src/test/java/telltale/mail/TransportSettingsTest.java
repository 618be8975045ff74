package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void anInvalidNumberIsNamed() {
        properties.put("mail.telltale.timeout", "soon");

        MessagingException invalid = assertThrows(MessagingException.class, () -> base("telltale", "localhost", -1));
        assertEquals("mail.telltale.timeout must be a number", invalid.getMessage());
    }
}
