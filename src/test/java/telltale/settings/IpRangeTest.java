package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.IpLiteral;

class IpRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "198.51.100.128/25, 198.51.100.255, true",
        "198.51.100.128/25, 198.51.100.127, false",
        "198.51.100.7, 198.51.100.7, true",
        "198.51.100.7, 198.51.100.6, false",
        "198.51.100.7/32, 198.51.100.6, false",
        "0.0.0.0/0, 198.51.100.6, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "[::1], ::1, true",
        "::1/128, ::2, false",
        "::ffff:10.0.0.1, 10.0.0.1, true"
    })
    void aRangeHoldsWhatBeginsWithItsBits(String range, String address, boolean holds) {
        assertEquals(holds, IpRange.list(range).get(0).contains(ip(address)));
    }

    @Test
    void commasAndSpacesStandBetween() {
        assertEquals(
                List.of(new IpRange(ip("127.0.0.1"), 32), new IpRange(ip("::1"), 128), new IpRange(ip("10.0.0.0"), 8)),
                IpRange.list(",127.0.0.1,  ::1 10.0.0.0/8,"));
    }

    @Test
    void anAddressHasOnlySoManyBits() {
        assertThrows(IllegalArgumentException.class, () -> new IpRange(ip("10.0.0.0"), 33));
        assertThrows(IllegalArgumentException.class, () -> new IpRange(ip("::"), -1));
        assertTrue(new IpRange(ip("::"), 128).contains(ip("::")));
    }

    private static InetAddress ip(String literal) {
        return Objects.requireNonNull(IpLiteral.read(literal));
    }
}
