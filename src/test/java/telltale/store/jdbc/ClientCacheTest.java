package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Set;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.LruCache;

class ClientCacheTest {
    private final LruCache<Client, Long> clients = ClientCache.create(3_000);

    @Test
    void longUserAgentsEvictMoreEntriesThanShortOnes() {
        for (long i = 0; i < 10; i++) {
            clients.put(agent("short " + i), i);
        }
        assertEquals(0L, clients.get(agent("short 0")), "ten of them fit");
        clients.put(agent("long".repeat(125)), 10L);
        assertNull(clients.get(agent("short 1")), "the one that was used least recently");
        assertEquals(0L, clients.get(agent("short 0")));
        assertEquals(9L, clients.get(agent("short 9")));
        assertEquals(10L, clients.get(agent("long".repeat(125))));
    }

    @Test
    void anEntryPutAgainTakesNoMoreMemory() {
        clients.put(agent("a"), 1L);
        for (long i = 0; i < 100; i++) {
            clients.put(agent("b"), i);
        }
        assertEquals(1L, clients.get(agent("a")));
        assertEquals(99L, clients.get(agent("b")));
    }

    @Test
    void clearingRemovesAllEntries() {
        clients.put(agent("a"), 1L);
        clients.clear();
        assertNull(clients.get(agent("a")));
    }

    private static Client agent(String agent) {
        return new Client(agent, Set.of());
    }
}
