package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "::/0, 198.51.100.6, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
        "2001:db8::/65, 2001:db8::ffff:0:0:1, false",
        "[::1], ::1, true",
        "::1/128, ::2, false",
        "::ffff:10.0.0.1, 10.0.0.1, true"
    })
    void aRangeContainsTheAddressesWithItsPrefix(String range, String address, boolean contained) {
        assertEquals(contained, IpRange.parse(range).contains(ip(address)));
    }

    @Test
    void bitsBeyondThePrefixAreIgnoredOrRejected() {
        assertEquals(IpRange.parse("10.0.0.0/8"), IpRange.parse("10.1.2.3/8"));
        assertEquals(IpRange.parse("10.0.0.0/8"), IpRange.parseExact("10.0.0.0/8"));
        assertEquals(IpRange.parse("::1"), IpRange.parseExact("::1"));
        assertThrows(IllegalArgumentException.class, () -> IpRange.parseExact("10.1.2.3/8"));
        assertThrows(IllegalArgumentException.class, () -> IpRange.parseExact("2001:db8::1/64"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0/16", "::/129"})
    void textThatIsNoRangeIsRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpRange.parse(text));
    }

    @Test
    void aPrefixIsNeverLongerThanAnAddressNorHasBitsBeyondItsLength() {
        assertThrows(IllegalArgumentException.class, () -> IpRange.of(ip("10.0.0.0"), 33));
        assertThrows(IllegalArgumentException.class, () -> IpRange.of(ip("::"), -1));
        assertThrows(IllegalArgumentException.class, () -> new IpRange(false, 0, 0x0A00_0001L, 8));
        assertThrows(IllegalArgumentException.class, () -> new IpRange(false, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new IpRange(true, 0, 1, 64));
        assertTrue(IpRange.of(ip("::"), 128).contains(ip("::")));
    }

    private static InetAddress ip(String literal) {
        return Objects.requireNonNull(IpLiteral.read(literal));
    }
}
