package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    void theseAreThisMachine(String name) {
        assertTrue(new Host(name).isLoopback());
        assertFalse(new Host(name).isPublic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailhost",
                "nas.local",
                "mail.corp.internal",
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "172.31.9.9",
                "169.254.1.1",
                "[fd00::1]",
                "fe80::1"
            })
    void theseArePrivate(String name) {
        assertFalse(new Host(name).isLoopback());
        assertFalse(new Host(name).isPublic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.example.com",
                "127.0.0.1.example.com",
                "172.32.0.1",
                "11.0.0.1",
                "10.example.com",
                "2001:db8::1"
            })
    void theseArePublic(String name) {
        assertFalse(new Host(name).isLoopback());
        assertTrue(new Host(name).isPublic());
    }

    @Test
    void anAddressLosesItsBrackets() {
        assertEquals("::1", Host.parse("[::1]"));
        assertEquals("2001:db8::1", Host.parse("2001:db8::1"));
        assertEquals("smtp-relay.example.com", Host.parse("smtp-relay.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "a b", "a,b", "smtp://a", "a:25", "m\u00FCller.example", "user@a"})
    void theseAreNoHosts(String text) {
        assertThrows(IllegalArgumentException.class, () -> Host.parse(text));
    }
}
