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
import telltale.judging.InvalidDataFileException;
import telltale.judging.NetworkList;
import telltale.judging.Networks;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.store.AdoptedLists;
import telltale.store.AdoptedLists.Entry;
import telltale.store.Sha256;
import telltale.store.StoreUnavailableException;

/**
 * Where addresses lie by the lists of today: those that Telltale brings along, and those that its owner adopted, at this
 * node or at another. Asking is a look at a field; what changes is read beside.
 */
public final class ActiveNetworks implements Supplier<Networks> {
    private static final Logger log = LoggerFactory.getLogger(ActiveNetworks.class);
    /** How long another node may go on with older lists. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int EDITION_DIGITS = 8;

    private final AdoptedLists adopted;
    private List<Entry> read = List.of();
    private volatile Networks networks = Networks.builtIn();

    /** Reads what was adopted. While the database is away, the lists that Telltale brings along hold. */
    public ActiveNetworks(AdoptedLists adopted) {
        this.adopted = adopted;
        try {
            refresh();
        } catch (StoreUnavailableException away) {
            log.warn("Adopted lists of networks cannot be read yet; until then those hold that Telltale brings along.");
        }
    }

    /**
     * A list that holds.
     *
     * @param version as its source names it
     * @param ranges how many it has
     * @param adoptedAt when the owner adopted it; null where Telltale brings it along
     */
    public record Known(
            String name,
            String version,
            Network.Kind network,
            int ranges,
            @Nullable Instant adoptedAt) {}

    @Override
    public Networks get() {
        return networks;
    }

    /** Looks whether other lists were adopted; how long until the next look. */
    public Duration step() {
        refresh();
        return PAUSE;
    }

    /** All that hold, by name. */
    public List<Known> all() {
        List<Known> known = new ArrayList<>();
        for (Entry entry : adopted.all()) {
            known.add(new Known(entry.name(), entry.version(), entry.network(), entry.ranges(), entry.adoptedAt()));
        }
        List<String> names = known.stream().map(Known::name).toList();
        for (NetworkList list : Networks.builtInLists()) {
            if (!names.contains(list.name())) {
                known.add(new Known(
                        list.name(), list.version(), list.kind(), list.ranges().size(), null));
            }
        }
        known.sort(Comparator.comparing(Known::name));
        return known;
    }

    /** The text of a list that holds. */
    public Optional<String> text(String name) {
        return adopted.text(name).map(ActiveNetworks::text).or(() -> Networks.builtInText(name));
    }

    /**
     * Adopts a list in place of the one of the same name. Hits are judged by it from now on at this node, and within
     * seconds at the others.
     *
     * @param text as {@link NetworkList#parse} takes it
     * @throws InvalidDataFileException if one line is wrong; then nothing changes
     */
    public Known adopt(String name, String text, Instant now) {
        NetworkList list = NetworkList.parse(name, text);
        ImmutableBytes octets = new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
        int ranges = list.ranges().size();
        adopted.adopt(new Entry(name, list.version(), list.kind(), ranges, Sha256.of(octets), now), octets);
        refresh();
        return new Known(name, list.version(), list.kind(), ranges, now);
    }

    /** Lets go of an adopted list, and says whether there was one. The one that Telltale brings along holds again. */
    public boolean drop(String name) {
        boolean dropped = adopted.drop(name);
        refresh();
        return dropped;
    }

    private synchronized void refresh() {
        List<Entry> entries = adopted.all();
        if (entries.equals(read)) {
            return;
        }
        List<NetworkList> lists = new ArrayList<>();
        for (Entry entry : entries) {
            ImmutableBytes text = adopted.text(entry.name()).orElse(ImmutableBytes.NONE);
            if (!Sha256.of(text).equals(entry.hash())) {
                return; // another one was adopted meanwhile; the next look finds it
            }
            parsed(entry, text).ifPresent(lists::add);
        }
        networks = entries.isEmpty() ? Networks.builtIn() : Networks.adopted(lists, edition(entries));
        read = entries;
        log.info("Networks: {} adopted lists hold beside those that Telltale brings along.", entries.size());
    }

    /** A newer Telltale, which shares the database, may have adopted a list that this one cannot read. */
    private static Optional<NetworkList> parsed(Entry entry, ImmutableBytes text) {
        try {
            return Optional.of(NetworkList.parse(entry.name(), text(text)));
        } catch (InvalidDataFileException unknown) {
            log.error("An adopted list of networks does not hold here: {}", unknown.getMessage());
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
        ImmutableBytes hash = Sha256.of(new ImmutableBytes(all.toString().getBytes(StandardCharsets.UTF_8)));
        return "networks-" + HexFormat.of().formatHex(hash.toBytes()).substring(0, EDITION_DIGITS);
    }
}
