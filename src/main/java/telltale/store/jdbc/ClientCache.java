package telltale.store.jdbc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;

/**
 * The numbers of the clients used last, in a bounded number of bytes: strangers write the agents, and one of them may be
 * as long as ten.
 *
 * @param <N> the type of the numbers
 */
public final class ClientCache<N extends Number> {
    /** The entry, the client, its flags and its number, without the characters of its agent. */
    private static final int ENTRY_BYTES = 250;

    private static final int MAX_BYTES_PER_CHARACTER = 2;

    private final long maxBytes;
    private final Map<Client, N> numbers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param maxBytes how much memory the entries may take */
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
