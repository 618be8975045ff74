package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.IpRange;
import telltale.model.Network;
import telltale.model.Network.Kind;
import telltale.model.NetworkPrefix;
import telltale.rules.InvalidDataFileException;

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

    private final Networks networks = Networks.of(List.of(WIDE, NARROW));

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
        assertEquals(kind, networks.classify(InetAddress.getByName(address)).kind());
    }

    @Test
    void onlyTheNetworkOfAnAddressIsKept() throws UnknownHostException {
        Network network = networks.classify(InetAddress.getByName("198.51.100.65"));
        assertEquals("198.51.100.0/24", network.text());
    }

    @Test
    void aStoredNetworkIsReclassifiedIfItsPrefixSuffices() throws UnknownHostException {
        Network kept = Network.of(InetAddress.getByName("198.51.100.65"));
        assertEquals(Kind.GOOGLE, networks.reclassify(kept).kind());
        Network six = Network.of(InetAddress.getByName("2001:db8:1:2::9"));
        assertEquals(Kind.GOOGLE, networks.reclassify(six).kind());
        assertEquals(Network.UNKNOWN, networks.reclassify(Network.UNKNOWN));
        Network relay = networks.classify(InetAddress.getByName("198.51.100.65"));
        assertEquals(relay, Networks.of(List.of(NARROW)).reclassify(relay));
    }

    @Test
    void anAddressIsClassifiedAsAWholeAndThenReduced() throws UnknownHostException {
        Network wide = networks.keeping(NetworkPrefix.WIDE).classify(InetAddress.getByName("198.51.100.65"));
        assertEquals("198.51.0.0/16", wide.text());
        assertEquals(Kind.APPLE_RELAY, wide.kind());
        assertEquals(wide, networks.reclassify(wide), "no list has all of it");
        Network none = networks.keeping(NetworkPrefix.NONE).classify(InetAddress.getByName("198.51.100.65"));
        assertEquals(new Network(Kind.APPLE_RELAY, 0), none);
        assertEquals(none, networks.reclassify(none));
    }

    @Test
    void anAdoptedListReplacesTheOneOfTheSameName() throws UnknownHostException {
        NetworkList google = NetworkList.parse("google", "version: 9\nnetwork: google\n198.51.100.0/24\n");
        Networks adopted = Networks.adopted(List.of(google, NARROW), "spring");
        InetAddress proxy = InetAddress.getByName("66.249.84.1");
        assertEquals(Kind.GOOGLE, Networks.builtIn().classify(proxy).kind());
        assertEquals(Kind.PUBLIC, adopted.classify(proxy).kind());
        assertEquals(
                Kind.GOOGLE,
                adopted.classify(InetAddress.getByName("198.51.100.7")).kind());
        assertEquals(
                Kind.APPLE_RELAY,
                adopted.classify(InetAddress.getByName("198.51.100.65")).kind());
        assertEquals(
                Kind.MICROSOFT_FILTER,
                adopted.classify(InetAddress.getByName("40.92.0.1")).kind());
        assertEquals("spring", adopted.edition());
        assertEquals("", Networks.builtIn().edition());
    }

    @Test
    void theNarrowestOfManyRangesCountsAsInALinearSearch() throws UnknownHostException {
        Random random = new Random(7);
        Kind[] kinds = {Kind.GOOGLE, Kind.APPLE_RELAY, Kind.MAIL_FILTER, Kind.WEB_GATEWAY};
        List<NetworkList> lists = new ArrayList<>();
        for (Kind kind : kinds) {
            StringBuilder text = new StringBuilder("version: 1\nnetwork: " + kind.wireName() + "\n");
            for (int i = 0; i < 300; i++) {
                boolean ipv6 = random.nextBoolean();
                IpRange range =
                        IpRange.of(address(random, ipv6), ipv6 ? 24 + random.nextInt(105) : 8 + random.nextInt(25));
                text.append(cidr(range)).append('\n');
            }
            lists.add(NetworkList.parse(kind.wireName(), text.toString()));
        }
        Networks many = Networks.of(lists);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            InetAddress address = address(random, random.nextBoolean());
            Kind expected = searched(lists, address);
            assertEquals(expected, many.classify(address).kind(), address::getHostAddress);
            found += expected == Kind.PUBLIC ? 0 : 1;
        }
        assertTrue(found > 1_000, () -> "too few were in any range");
    }

    /** An address from few networks, so that many are within ranges. */
    private static InetAddress address(Random random, boolean ipv6) throws UnknownHostException {
        byte[] bytes = new byte[ipv6 ? 16 : 4];
        random.nextBytes(bytes);
        bytes[0] = (byte) (ipv6 ? 0x2A : 198);
        bytes[1] = (byte) random.nextInt(2);
        for (int i = 2; i < (ipv6 ? 15 : 3); i++) {
            bytes[i] = (byte) (ipv6 ? random.nextInt(2) == 0 ? 0 : 0x80 : random.nextInt(4));
        }
        return InetAddress.getByAddress(bytes);
    }

    private static String cidr(IpRange range) throws UnknownHostException {
        byte[] bytes = range.ipv6()
                ? ByteBuffer.allocate(16)
                        .putLong(range.high())
                        .putLong(range.low())
                        .array()
                : ByteBuffer.allocate(4).putInt((int) range.low()).array();
        return InetAddress.getByAddress(bytes).getHostAddress() + "/" + range.bits();
    }

    private static Kind searched(List<NetworkList> lists, InetAddress address) {
        int narrowest = -1;
        Kind kind = Kind.PUBLIC;
        for (NetworkList list : lists) {
            for (IpRange range : list.ranges()) {
                if (range.bits() >= narrowest && range.contains(address)) {
                    narrowest = range.bits();
                    kind = list.kind();
                }
            }
        }
        return kind;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.0/33",
                "198.51.100.1/24",
                "mask.example",
                "198.51.100/24",
                "2001:db8::/129",
                "1.2.3.4/",
                "0.0.0.0/0",
                "8.0.0.0/7",
                "::/0"
            })
    void anInvalidRangeIsReportedAndTheListRejected(String range) {
        String text = "version: 1\nnetwork: google\n198.51.100.0/24\n" + range + "\n";
        assertEquals(
                4,
                assertThrows(InvalidDataFileException.class, () -> NetworkList.parse("list", text))
                        .line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "198.51.100.0/24",
                "version: 1",
                "version: 1\nnetwork: public\n",
                "version: 1\nnetwork: x",
                "version: 1\nnetwork: google\n# nothing",
                "version: <b>\nnetwork: google\n8.8.8.0/24"
            })
    void aListNeedsItsVersionAndItsNetwork(String text) {
        assertThrows(InvalidDataFileException.class, () -> NetworkList.parse("list", text));
    }
}
