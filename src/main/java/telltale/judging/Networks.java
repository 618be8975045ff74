package telltale.judging;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
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

    private final Map<Block, Network.Kind> kinds = new HashMap<>();
    /** Which lengths of ranges there are, for IPv4 and IPv6, the narrowest first. */
    private final int[][] lengths = new int[2][];

    private final String version;

    /** @param lists of two with the same range the later counts */
    public Networks(List<NetworkList> lists) {
        List<SortedSet<Integer>> found = List.of(new TreeSet<>(), new TreeSet<>());
        for (NetworkList list : lists) {
            for (Block block : list.blocks()) {
                kinds.put(block, list.kind());
                found.get(family(block.ipv6())).add(-block.bits());
            }
        }
        for (int family = 0; family < lengths.length; family++) {
            lengths[family] = found.get(family).stream().mapToInt(bits -> -bits).toArray();
        }
        version = lists.stream().map(list -> list.name() + "-" + list.version()).collect(Collectors.joining(" "));
    }

    /** The lists that this Telltale brings with it. */
    public static List<NetworkList> builtIn() {
        List<NetworkList> lists = new ArrayList<>();
        BUILT_IN.forEach(name -> lists.add(NetworkList.parse(name, Resource.read("networks/" + name + ".txt"))));
        return lists;
    }

    /** Names and versions of all lists. */
    public String version() {
        return version;
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
        for (int bits : lengths[family(address.getAddress().length == 16)]) {
            Network.Kind kind = bits > known ? null : kinds.get(Block.of(address, bits));
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private static int family(boolean ipv6) {
        return ipv6 ? 1 : 0;
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
