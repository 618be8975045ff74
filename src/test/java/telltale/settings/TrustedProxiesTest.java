package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import telltale.model.IpLiteral;
import telltale.model.IpRange;

class TrustedProxiesTest {
    @Test
    void entriesAreSeparatedByCommasOrSpaces() {
        assertEquals(
                List.of(IpRange.parse("127.0.0.1"), IpRange.parse("::1"), IpRange.parse("10.0.0.0/8")),
                TrustedProxies.parse(",127.0.0.1,  ::1 10.0.0.0/8,").ranges());
    }

    @Test
    void anAddressInAnyRangeIsTrusted() {
        TrustedProxies proxies = TrustedProxies.parse("127.0.0.1, 10.0.0.0/8");
        assertTrue(proxies.contains(ip("10.9.9.9")));
        assertFalse(proxies.contains(ip("192.0.2.1")));
        assertFalse(TrustedProxies.NONE.contains(ip("127.0.0.1")));
    }

    private static InetAddress ip(String literal) {
        return Objects.requireNonNull(IpLiteral.read(literal));
    }
}
