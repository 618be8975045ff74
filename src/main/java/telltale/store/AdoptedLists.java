package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.model.Network;

/**
 * Lists of networks that Telltale's owner adopted, shared by all nodes. Writing is durable and throws as in {@link Store}.
 */
public interface AdoptedLists {
    /**
     * What is known of a list without reading it.
     *
     * @param version as its source names it
     * @param ranges how many it has
     * @param hash the SHA-256 of its text
     */
    record Entry(
            String name, String version, Network.Kind network, int ranges, ImmutableBytes hash, Instant adoptedAt) {}

    /** All of them, by name. */
    List<Entry> all();

    /** The text of a list, as it was adopted. */
    Optional<ImmutableBytes> text(String name);

    /** Keeps a list in place of what had its name. */
    void adopt(Entry entry, ImmutableBytes text);

    /** Forgets a list, and says whether there was one of this name. */
    boolean drop(String name);
}
