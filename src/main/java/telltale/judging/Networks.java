package telltale.judging;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.IpRange;
import telltale.model.Network;
import telltale.model.NetworkPrefix;
import telltale.rules.DataFile;

/** Classifies addresses by kind of network, from lists of ranges. If ranges overlap, the narrowest one counts. */
public final class Networks {
    private static final List<String> BUILT_IN =
            List.of("google", "mail-filters", "mail-proxies", "microsoft", "microsoft-filters");

    /** The ranges of IPv4 and of IPv6 by prefix length, the longest first. */
    private final List<List<AddressRanges>> ranges;

    private final String edition;
    private final NetworkPrefix kept;

    private Networks(List<NetworkList> lists, String edition) {
        this(List.of(ranges(lists, false), ranges(lists, true)), edition, NetworkPrefix.NARROW);
    }

    private Networks(List<List<AddressRanges>> ranges, String edition, NetworkPrefix kept) {
        this.ranges = ranges;
        this.edition = edition;
        this.kept = kept;
    }

    /** The same lists, by which addresses are classified as a whole, and then so much of each is kept. */
    public Networks keeping(NetworkPrefix prefix) {
        return new Networks(ranges, edition, prefix);
    }

    private static List<AddressRanges> ranges(List<NetworkList> lists, boolean ipv6) {
        Map<Integer, Map<IpRange, Network.Kind>> byLength = new HashMap<>();
        for (NetworkList list : lists) {
            for (IpRange range : list.ranges()) {
                if (range.ipv6() == ipv6) {
                    byLength.computeIfAbsent(range.bits(), bits -> new HashMap<>())
                            .put(range, list.kind());
                }
            }
        }
        return byLength.entrySet().stream()
                .map(length -> new AddressRanges(length.getKey(), length.getValue()))
                .sorted(Comparator.comparingInt(AddressRanges::bits).reversed())
                .toList();
    }

    /**
     * Creates networks from lists.
     *
     * @param lists if two contain the same range, the later one counts
     */
    public static Networks of(List<NetworkList> lists) {
        return new Networks(lists, "");
    }

    /** The networks of the built-in lists. */
    public static Networks builtIn() {
        return of(builtInLists());
    }

    /**
     * The networks of the built-in lists and of adopted ones, which replace built-in lists of the same name.
     *
     * @param edition identifies this set of lists
     */
    public static Networks adopted(List<NetworkList> adopted, String edition) {
        Set<String> replaced = adopted.stream().map(NetworkList::name).collect(Collectors.toSet());
        List<NetworkList> lists = new ArrayList<>(builtInLists());
        lists.removeIf(list -> replaced.contains(list.name()));
        lists.addAll(adopted);
        return new Networks(lists, edition);
    }

    /** The built-in lists. */
    public static List<NetworkList> builtInLists() {
        return BUILT_IN.stream()
                .map(name -> NetworkList.parse(name, builtInText(name).orElseThrow()))
                .toList();
    }

    /** The source text of a built-in list; empty if there is none with this name. */
    public static Optional<String> builtInText(String name) {
        return BUILT_IN.contains(name)
                ? Optional.of(DataFile.read(Networks.class, "networks/" + name + ".txt"))
                : Optional.empty();
    }

    /** Identifies this set of lists; empty for the built-in ones. */
    public String edition() {
        return edition;
    }

    /** The network of an address; the remaining bits of the address are discarded. */
    public Network classify(InetAddress address) {
        Network network = Network.of(address);
        Network.Kind kind = network.kind() == Network.Kind.PUBLIC
                ? narrowest(address, 8 * address.getAddress().length)
                : network.kind();
        return new Network(kind == null ? network.kind() : kind, network.prefix()).keeping(kept);
    }

    /**
     * Classifies a stored network by these lists. Only the prefix of its address is known, so only ranges that contain the
     * whole prefix count; if there is none, its kind does not change.
     */
    public Network reclassify(Network stored) {
        if (stored.prefix() == 0 || stored.kind() == Network.Kind.PRIVATE || stored.kind() == Network.Kind.LOOPBACK) {
            return stored;
        }
        Network.Kind kind = narrowest(firstAddress(stored.prefix(), stored.isIpv6()), stored.bits());
        return kind == null ? stored : new Network(kind, stored.prefix());
    }

    private Network.@Nullable Kind narrowest(InetAddress address, int knownBits) {
        for (AddressRanges ofOneLength : ranges.get(address.getAddress().length == 16 ? 1 : 0)) {
            int bits = ofOneLength.bits();
            Network.Kind kind = bits > knownBits ? null : ofOneLength.kind(IpRange.of(address, bits));
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private static InetAddress firstAddress(long prefix, boolean ipv6) {
        byte[] bytes = ipv6
                ? ByteBuffer.allocate(16).putLong(prefix << 16).array()
                : ByteBuffer.allocate(4).putInt((int) prefix << 8).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException never) {
            throw new IllegalStateException("an address has 4 or 16 bytes", never);
        }
    }
}
