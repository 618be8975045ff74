package telltale.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.IpLiteral;
import telltale.model.IpRange;

class AddressGuardTest {
    private static final InetAddress PUBLIC = address("93.184.216.34");
    private static final InetAddress PRIVATE = address("10.1.2.3");

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(IpLiteral.read(literal), literal);
    }

    private final AddressGuard guard = new AddressGuard(List.of(), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.100.100.200",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "192.88.99.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "::ffff:0:a00:1",
                "100::1",
                "5f00::1",
                "1::1",
                "4000::1",
                "2002:7f00:1::",
                "2001::1",
                "2001:db8::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1"
            })
    void addressesThatAreNotOfThePublicInternetAreForbidden(String address) {
        assertFalse(guard.permits(address(address)), address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001:81b::200e", "2001:4860::1"})
    void othersArePermitted(String address) {
        assertTrue(guard.permits(address(address)), address);
    }

    @Test
    void anAllowedNetworkIsPermitted() {
        AddressGuard local = new AddressGuard(List.of(IpRange.parse("10.1.0.0/16")), Set.of());
        assertTrue(local.permits(PRIVATE));
        assertFalse(local.permits(address("10.2.0.1")));
    }

    @Test
    void oneForbiddenAddressForbidsTheHost() throws Exception {
        URI url = URI.create("https://hooks.example.com/");
        assertEquals(PUBLIC, resolving(PUBLIC).address(url));
        assertThrows(
                ForbiddenAddressException.class,
                () -> resolving(PUBLIC, PRIVATE).address(url));
        assertThrows(UnknownHostException.class, () -> resolving().address(url));
    }

    private static AddressGuard resolving(InetAddress... addresses) {
        return new AddressGuard(List.of(), Set.of(8443), host -> List.of(addresses));
    }

    @Test
    void onlyPortsOfTheWebAndAllowedOnesArePermitted() throws Exception {
        for (String url : List.of("http://a.example/", "https://a.example:443/", "https://a.example:8443/")) {
            assertEquals(PUBLIC, resolving(PUBLIC).address(URI.create(url)));
        }
        for (String url : List.of("http://a.example:25/", "https://a.example:6379/")) {
            assertThrows(
                    ForbiddenAddressException.class, () -> resolving(PUBLIC).address(URI.create(url)));
        }
    }
}
