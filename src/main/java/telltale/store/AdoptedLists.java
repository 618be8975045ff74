package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.ImmutableBytes;
import telltale.model.Network;

/** The adopted network lists, shared by all nodes. Writes are durable and throw as in {@link Store}. */
public interface AdoptedLists {
    /**
     * The description of a list, without its text.
     *
     * @param version the version that its source gives it
     * @param ranges the number of address ranges
     * @param hash the SHA-256 of its text
     */
    record Entry(
            String name, String version, Network.Kind network, int ranges, ImmutableBytes hash, Instant adoptedAt) {}

    /** The descriptions of all lists, ordered by name. */
    List<Entry> all();

    /** The text of a list. */
    Optional<ImmutableBytes> text(String name);

    /** Stores a list, or replaces the one of that name. */
    void adopt(Entry entry, ImmutableBytes text);

    /**
     * Deletes a list.
     *
     * @return whether it existed
     */
    boolean drop(String name);
}
