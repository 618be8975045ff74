package telltale.store.jdbc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;

/**
 * An LRU cache of client numbers, bounded in bytes: user agents come from strangers and vary much in length.
 *
 * @param <N> the type of a number
 */
public final class ClientCache<N extends Number> {
    /** The size of an entry without the characters of its user agent. */
    private static final int ENTRY_BYTES = 250;

    private static final int MAX_BYTES_PER_CHARACTER = 2;

    private final long maxBytes;
    private final Map<Client, N> numbers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param maxBytes the memory that the entries may take */
    public ClientCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Nullable
    public N get(Client client) {
        return numbers.get(client);
    }

    public void put(Client client, N number) {
        if (numbers.put(client, number) == null) {
            bytes += bytesOf(client);
        }
        Iterator<Client> eldest = numbers.keySet().iterator();
        while (bytes > maxBytes) {
            bytes -= bytesOf(eldest.next());
            eldest.remove();
        }
    }

    public void clear() {
        numbers.clear();
        bytes = 0;
    }

    private static int bytesOf(Client client) {
        return ENTRY_BYTES + MAX_BYTES_PER_CHARACTER * client.agent().length();
    }
}
