package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.model.Event;
import telltale.store.LogReplay;
import telltale.store.LogReplayContract;
import telltale.store.LoggedEvent;
import telltale.store.Store;

class ShardedLogTest extends LogReplayContract {
    private final ShardedDatabases databases = new ShardedDatabases();

    @Override
    protected Store open() {
        return databases.open(UUID.randomUUID());
    }

    @Override
    protected int shard() {
        return 1;
    }

    /** A consumer that was replaced stores events of a further database nevertheless; the other one finds their ids there. */
    @Override
    @Test
    protected void recordsThatAnotherConsumerHasStoredAreNotStoredAgain() {
        Event first = event(NOON);
        Event second = event(NOON);
        store(LoggedEvent.of(0, 0, 0, first));
        assertThrows(
                LogReplay.LogMovedException.class,
                () -> store(LoggedEvent.of(1, 0, 0, second), LoggedEvent.of(0, 0, 0, first)));
        assertEquals(Map.of(0, 1L), store.logReplay().positions(new UUID(1, 1)));
        assertEquals(1, store(LoggedEvent.of(1, 0, 0, second)).repeated());
        assertCounted(2);
    }

    @Test
    void eventsForAnUnavailableDatabaseWaitAndAreStoredOnce() {
        Event stored = event(NOON);
        store(LoggedEvent.of(0, 0, 0, stored));
        databases.stopFurther();
        store(
                LoggedEvent.of(0, 1, 1, event(NOON)),
                LoggedEvent.of(1, 0, 0, stored),
                LoggedEvent.of(0, 2, 2, event(NOON)));
        assertEquals(Map.of(0, 3L, 1, 1L), store.logReplay().positions(new UUID(1, 1)));

        databases.resumeFurther(store);
        try (ShardedStore other = databases.openNew(new UUID(2, 2))) {
            assertEquals(3, other.drain());
        }
        assertCounted(3);
    }
}
