package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Network;
import telltale.model.Network.Kind;

class NetworksTest {
    private static final NetworkList WIDE = NetworkList.parse("wide", """
            version: 1
            network: google
            198.51.100.0/22
            2001:db8::/32
            """);
    private static final NetworkList NARROW = NetworkList.parse("narrow", """
            # Apple's own file has more columns
            version: 2
            network: apple-relay
            198.51.100.64/26,GB,GB-EN,London,
            2001:db8:1:2::/64,GB,GB-EN,London,
            """);

    private final Networks networks = new Networks(List.of(WIDE, NARROW));

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, GOOGLE",
        "198.51.100.65, APPLE_RELAY",
        "198.51.103.255, GOOGLE",
        "198.51.104.0, PUBLIC",
        "2001:db8:9::1, GOOGLE",
        "2001:db8:1:2::9, APPLE_RELAY",
        "2001:db9::1, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "10.0.0.1, PRIVATE"
    })
    void theNarrowestRangeCounts(String address, Kind kind) throws UnknownHostException {
        assertEquals(kind, networks.of(InetAddress.getByName(address)).kind());
    }

    @Test
    void ofAnAddressNothingButItsNetworkIsKept() throws UnknownHostException {
        Network network = networks.of(InetAddress.getByName("198.51.100.65"));
        assertEquals("198.51.100.0/24", network.text());
    }

    @Test
    void aKeptNetworkIsJudgedAgainWhereItsPrefixSuffices() throws UnknownHostException {
        Network kept = Network.of(InetAddress.getByName("198.51.100.65"));
        assertEquals(Kind.GOOGLE, networks.again(kept).kind());
        Network six = Network.of(InetAddress.getByName("2001:db8:1:2::9"));
        assertEquals(Kind.GOOGLE, networks.again(six).kind());
        assertEquals(Network.UNKNOWN, networks.again(Network.UNKNOWN));
        Network relay = networks.of(InetAddress.getByName("198.51.100.65"));
        assertEquals(relay, new Networks(List.of(NARROW)).again(relay));
    }

    @Test
    void theListsNameTheirVersions() {
        assertEquals("wide-1 narrow-2", networks.version());
        assertEquals(5, Networks.builtIn().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.0/33",
                "198.51.100.1/24",
                "mask.example",
                "198.51.100/24",
                "2001:db8::/129",
                "1.2.3.4/"
            })
    void aBadRangeIsNamedAndTheListRefused(String range) {
        String text = "version: 1\nnetwork: google\n198.51.100.0/24\n" + range + "\n";
        assertEquals(
                4,
                assertThrows(BadLine.class, () -> NetworkList.parse("list", text))
                        .line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "198.51.100.0/24", "version: 1", "version: 1\nnetwork: public\n", "version: 1\nnetwork: x"})
    void aListSaysItsVersionAndItsNetwork(String text) {
        assertThrows(BadLine.class, () -> NetworkList.parse("list", text));
    }
}
