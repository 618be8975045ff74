package telltale.store.jdbc;

import telltale.model.Client;
import telltale.model.LruCache;

/** Caches of client numbers, bounded in bytes: user agents come from strangers and vary much in length. */
public final class ClientCache {
    /** The size of an entry without the characters of its user agent. */
    private static final int ENTRY_BYTES = 250;

    private static final int MAX_BYTES_PER_CHARACTER = 2;

    private ClientCache() {}

    /**
     * A client in the database.
     *
     * @param day the day on which it was last noted that the client is used
     */
    public record Known(long number, long day) {}

    /**
     * Creates an empty cache.
     *
     * @param maxBytes the memory that the entries may take
     */
    public static LruCache<Client, Known> create(long maxBytes) {
        return new LruCache<>(Integer.MAX_VALUE, maxBytes, (client, number) -> bytesOf(client));
    }

    private static long bytesOf(Client client) {
        return ENTRY_BYTES + (long) MAX_BYTES_PER_CHARACTER * client.agent().length();
    }
}
