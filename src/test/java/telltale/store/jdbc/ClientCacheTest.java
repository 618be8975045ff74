package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Set;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.LruCache;

class ClientCacheTest {
    private final LruCache<Client, ClientCache.Known> clients = ClientCache.create(3_000);

    @Test
    void longUserAgentsEvictMoreEntriesThanShortOnes() {
        for (long i = 0; i < 10; i++) {
            clients.put(agent("short " + i), known(i));
        }
        assertEquals(known(0), clients.get(agent("short 0")), "ten of them fit");
        clients.put(agent("long".repeat(125)), known(10));
        assertNull(clients.get(agent("short 1")), "the one that was used least recently");
        assertEquals(known(0), clients.get(agent("short 0")));
        assertEquals(known(9), clients.get(agent("short 9")));
        assertEquals(known(10), clients.get(agent("long".repeat(125))));
    }

    @Test
    void anEntryPutAgainTakesNoMoreMemory() {
        clients.put(agent("a"), known(1));
        for (long i = 0; i < 100; i++) {
            clients.put(agent("b"), known(i));
        }
        assertEquals(known(1), clients.get(agent("a")));
        assertEquals(known(99), clients.get(agent("b")));
    }

    @Test
    void clearingRemovesAllEntries() {
        clients.put(agent("a"), known(1));
        clients.clear();
        assertNull(clients.get(agent("a")));
    }

    private static ClientCache.Known known(long number) {
        return new ClientCache.Known(number, 1);
    }

    private static Client agent(String agent) {
        return new Client(agent, Set.of());
    }
}
