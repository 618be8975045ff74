package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://mail.example.com/app/pixel, https://mail.example.com/app",
        "http://localhost:8080/app/pixel, http://localhost:8080/app",
        "https://example.com/pixel, https://example.com",
        "HTTPS://[2001:db8::1]:8443/a/b/pixel, HTTPS://[2001:db8::1]:8443/a/b",
        "https://example.com/m\u00FCller/pixel, https://example.com/m%C3%BCller",
    })
    void theBasePrecedesThePixelPath(String url, String base) {
        assertEquals(base, PixelUrl.parse(url).base());
    }
}
