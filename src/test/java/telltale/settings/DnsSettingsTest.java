package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "on, dns:",
        "192.0.2.53, dns://192.0.2.53:53",
        "192.0.2.53:5353, dns://192.0.2.53:5353",
        "ns.example.com, dns://ns.example.com:53",
        "2001:db8::1, dns://[2001:db8::1]:53",
        "[2001:db8::1], dns://[2001:db8::1]:53",
        "[2001:db8::1]:5353, dns://[2001:db8::1]:5353"
    })
    void aNameServerMayHaveAPort(String text, String url) {
        assertEquals(url, DnsSettings.parse(text).url());
    }

    @Test
    void offIsOff() {
        assertEquals(new DnsSettings(false, null), DnsSettings.parse("OFF"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.53:0", "192.0.2.53:99999", "a b", "dns://192.0.2.53", ""})
    void otherTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DnsSettings.parse(text));
    }
}
