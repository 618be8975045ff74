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
import telltale.model.Network;

/** Says what kind of network an address belongs to; where lists overlap, the narrowest range does. */
public final class Networks {
    private static final List<String> BUILT_IN =
            List.of("google", "mail-filters", "mail-proxies", "microsoft", "microsoft-filters");
    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 48;
    private static final long IPV6_MARK = 1L << 48;

    /** By the length of ranges, for IPv4 and IPv6, the narrowest first. */
    private final List<List<AddressRanges>> ranges;

    private final String edition;

    private Networks(List<NetworkList> lists, String edition) {
        this.edition = edition;
        ranges = List.of(ranges(lists, false), ranges(lists, true));
    }

    private static List<AddressRanges> ranges(List<NetworkList> lists, boolean ipv6) {
        Map<Integer, Map<AddressBlock, Network.Kind>> byLength = new HashMap<>();
        for (NetworkList list : lists) {
            for (AddressBlock block : list.blocks()) {
                if (block.ipv6() == ipv6) {
                    byLength.computeIfAbsent(block.bits(), bits -> new HashMap<>())
                            .put(block, list.kind());
                }
            }
        }
        return byLength.entrySet().stream()
                .map(length -> new AddressRanges(length.getKey(), length.getValue()))
                .sorted(Comparator.comparingInt(AddressRanges::bits).reversed())
                .toList();
    }

    /**
     * The networks of some lists.
     *
     * @param lists of two with the same range the later counts
     */
    public static Networks of(List<NetworkList> lists) {
        return new Networks(lists, "");
    }

    /** The networks of the lists that this Telltale brings along. */
    public static Networks builtIn() {
        return of(builtInLists());
    }

    /**
     * The networks of the lists that this Telltale brings along and of others, which take the place of those of the same
     * name.
     *
     * @param edition what tells these lists from any others
     */
    public static Networks adopted(List<NetworkList> others, String edition) {
        Set<String> replaced = others.stream().map(NetworkList::name).collect(Collectors.toSet());
        List<NetworkList> lists = new ArrayList<>(builtInLists());
        lists.removeIf(list -> replaced.contains(list.name()));
        lists.addAll(others);
        return new Networks(lists, edition);
    }

    /** The lists that this Telltale brings along. */
    public static List<NetworkList> builtInLists() {
        return BUILT_IN.stream()
                .map(name -> NetworkList.parse(name, builtInText(name).orElseThrow()))
                .toList();
    }

    /** One of them, as it is written; nothing where there is none of that name. */
    public static Optional<String> builtInText(String name) {
        return BUILT_IN.contains(name) ? Optional.of(DataFile.read("networks/" + name + ".txt")) : Optional.empty();
    }

    /** What tells these lists from others; empty for those that Telltale brings along. */
    public String edition() {
        return edition;
    }

    /** The network of an address; the rest of the address is forgotten here. */
    public Network of(InetAddress address) {
        Network network = Network.of(address);
        if (network.kind() != Network.Kind.PUBLIC) {
            return network;
        }
        Network.Kind kind = narrowest(address, 8 * address.getAddress().length);
        return kind == null ? network : new Network(kind, network.prefix());
    }

    /**
     * A network that was kept, by the lists of today. Only its first bits are known, so only ranges that hold all of them
     * count; where there is none, it stays what it was.
     */
    public Network again(Network kept) {
        if (kept.prefix() == 0 || kept.kind() == Network.Kind.PRIVATE || kept.kind() == Network.Kind.LOOPBACK) {
            return kept;
        }
        boolean ipv6 = kept.prefix() >= IPV6_MARK;
        Network.Kind kind = narrowest(firstAddress(kept.prefix(), ipv6), ipv6 ? IPV6_PREFIX : IPV4_PREFIX);
        return kind == null ? kept : new Network(kind, kept.prefix());
    }

    private Network.@Nullable Kind narrowest(InetAddress address, int known) {
        for (AddressRanges ofOneLength : ranges.get(address.getAddress().length == 16 ? 1 : 0)) {
            int bits = ofOneLength.bits();
            Network.Kind kind = bits > known ? null : ofOneLength.kind(AddressBlock.of(address, bits));
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
