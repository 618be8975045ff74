package telltale.assessment;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.judging.NetworkList;
import telltale.judging.Networks;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Sha256;
import telltale.rules.InvalidDataFileException;
import telltale.store.AdoptedLists;
import telltale.store.AdoptedLists.Entry;
import telltale.store.StoreUnavailableException;

/**
 * The network lists in effect: the built-in ones and those adopted by the owner on any node. Reading is a field access;
 * changes are loaded in the background.
 */
public final class ActiveNetworks implements Supplier<Networks> {
    private static final Logger log = LoggerFactory.getLogger(ActiveNetworks.class);
    /** The maximum delay until other nodes use a newly adopted list. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    private static final int EDITION_DIGITS = 8;

    private final AdoptedLists adopted;
    private List<Entry> loaded = List.of();
    private volatile Networks networks = Networks.builtIn();

    /** Loads the adopted lists. While the database is unavailable, the built-in lists are in effect. */
    public ActiveNetworks(AdoptedLists adopted) {
        this.adopted = adopted;
        try {
            refresh();
        } catch (StoreUnavailableException away) {
            log.warn("Adopted network lists cannot be read yet; the built-in lists are used until then.");
        }
    }

    /**
     * Metadata of a list in effect.
     *
     * @param version the version that its source gives it
     * @param ranges the number of its ranges
     * @param adoptedAt when the owner adopted it; null for a built-in list
     */
    public record ListInfo(
            String name,
            String version,
            Network.Kind network,
            int ranges,
            @Nullable Instant adoptedAt) {}

    @Override
    public Networks get() {
        return networks;
    }

    /** Loads changes to the adopted lists, and returns the delay until the next call. */
    public Duration step() {
        refresh();
        return POLL_INTERVAL;
    }

    /** All lists in effect, sorted by name. */
    public List<ListInfo> all() {
        List<ListInfo> lists = new ArrayList<>();
        for (Entry entry : adopted.all()) {
            lists.add(new ListInfo(entry.name(), entry.version(), entry.network(), entry.ranges(), entry.adoptedAt()));
        }
        List<String> names = lists.stream().map(ListInfo::name).toList();
        for (NetworkList list : Networks.builtInLists()) {
            if (!names.contains(list.name())) {
                lists.add(new ListInfo(
                        list.name(), list.version(), list.kind(), list.ranges().size(), null));
            }
        }
        lists.sort(Comparator.comparing(ListInfo::name));
        return lists;
    }

    /** The text of a list in effect. */
    public Optional<String> text(String name) {
        return adopted.text(name).map(ActiveNetworks::text).or(() -> Networks.builtInText(name));
    }

    /**
     * Adopts a list, which replaces the one of the same name. It takes effect immediately on this node, and within seconds
     * on the others.
     *
     * @param text in the format of {@link NetworkList#parse}
     * @throws InvalidDataFileException if any line is invalid; then nothing changes
     */
    public ListInfo adopt(String name, String text, Instant now) {
        NetworkList list = NetworkList.parse(name, text);
        ImmutableBytes octets = new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
        int ranges = list.ranges().size();
        adopted.adopt(new Entry(name, list.version(), list.kind(), ranges, Sha256.of(octets), now), octets);
        refresh();
        return new ListInfo(name, list.version(), list.kind(), ranges, now);
    }

    /** Removes an adopted list, and returns whether there was one. A built-in list of this name takes effect again. */
    public boolean remove(String name) {
        boolean removed = adopted.drop(name);
        refresh();
        return removed;
    }

    private synchronized void refresh() {
        List<Entry> entries = adopted.all();
        if (entries.equals(loaded)) {
            return;
        }
        List<NetworkList> lists = new ArrayList<>();
        for (Entry entry : entries) {
            ImmutableBytes text = adopted.text(entry.name()).orElse(ImmutableBytes.NONE);
            if (!Sha256.of(text).equals(entry.hash())) {
                return; // another list was adopted in the meantime; the next poll loads it
            }
            parsed(entry, text).ifPresent(lists::add);
        }
        networks = entries.isEmpty() ? Networks.builtIn() : Networks.adopted(lists, edition(entries));
        loaded = entries;
        log.info("Networks: {} adopted lists in effect in addition to the built-in ones.", entries.size());
    }

    /** Parses an entry. A newer Telltale on the same database may have adopted a list that this one cannot parse. */
    private static Optional<NetworkList> parsed(Entry entry, ImmutableBytes text) {
        try {
            return Optional.of(NetworkList.parse(entry.name(), text(text)));
        } catch (InvalidDataFileException unknown) {
            log.error("An adopted network list is ignored because it cannot be parsed: {}", unknown.getMessage());
            return Optional.empty();
        }
    }

    private static String text(ImmutableBytes octets) {
        return new String(octets.toBytes(), StandardCharsets.UTF_8);
    }

    private static String edition(List<Entry> entries) {
        StringBuilder all = new StringBuilder();
        entries.forEach(entry -> all.append(entry.name())
                .append(' ')
                .append(HexFormat.of().formatHex(entry.hash().toBytes()))
                .append('\n'));
        byte[] hash = Sha256.of(all.toString());
        return "networks-" + HexFormat.of().formatHex(hash).substring(0, EDITION_DIGITS);
    }
}
