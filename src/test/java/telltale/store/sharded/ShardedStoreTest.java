package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.ShardTable;
import telltale.store.SpooledEvents;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;

class ShardedStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID SPOOL = new UUID(7, 7);

    private final Random random = new Random(42);
    private final ShardedDatabases databases = new ShardedDatabases();
    private final ShardedStore store = databases.open(new UUID(1, 1));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void eachDeliveryIsInTheDatabaseThatItsIdentifierNames() {
        DeliveryId here = insert(NOON, 0);
        DeliveryId there = insert(NOON, 1);

        assertEquals(here, store.delivery(here).orElseThrow().id());
        assertEquals(there, store.delivery(there).orElseThrow().id());
        assertEquals(List.of(here), in(databases.first));
        assertEquals(List.of(there), in(databases.further));
    }

    @Test
    void identifiersFromBeforeADatabaseWasAddedAreOfTheFirst() {
        Instant since = NOON.plusSeconds(60);
        ShardedDatabases.execute(databases.first, "update telltale.shards set since = " + since.toEpochMilli());
        DeliveryId old = insert(since.minusMillis(1), 1);
        DeliveryId unknown = insert(NOON, 5);
        DeliveryId young = insert(since, 1);

        assertEquals(List.of(unknown, old), in(databases.first));
        assertEquals(List.of(young), in(databases.further));
        store.replay(SPOOL, List.of(open(old), open(young), open(unknown)), 3);
        assertEquals(List.of(1, 1, 1), opens(List.of(old, young, unknown)));
    }

    @Test
    void onlyAnUnusedDatabaseBecomesAShardAndOnlyOnce() {
        String used = PostgresServer.shared().newMigratedDatabase();
        try (Store first = databases.open(databases.first, SPOOL);
                Store other = databases.open(used, SPOOL)) {
            other.insert(delivery(NOON, 0));
            ShardTable known = first.shardTable();
            ShardTable own = other.shardTable();
            assertThrows(IllegalStateException.class, () -> ShardMembership.join(known, own, 2));
            assertThrows(IllegalStateException.class, () -> ShardMembership.join(known, own, 1));
            try (Store shard = databases.open(databases.further, SPOOL)) {
                assertThrows(IllegalStateException.class, () -> ShardMembership.join(known, shard.shardTable(), 2));
                assertThrows(IllegalStateException.class, () -> ShardMembership.join(shard.shardTable(), own, 2));
                ShardMembership.join(known, shard.shardTable(), 1);
            }
            assertEquals(
                    List.of(1),
                    known.all().stream().map(ShardTable.Entry::number).toList());
        }
    }

    @Test
    void theRowsOfDatabasesAreNumberedApart() {
        insert(NOON, 1);
        insert(NOON, 0);
        try (Store shard = databases.open(databases.further, SPOOL)) {
            assertEquals(1L << 42, shard.judgements().withoutProvider(1).get(0).number() - 1);
        }
    }

    @Test
    void eventsOfASpoolAreStoredOnceInEachDatabaseHoweverTheyAreRepeated() {
        DeliveryId here = insert(NOON, 0);
        DeliveryId there = insert(NOON, 1);
        List<Event> events = IntStream.range(0, 12)
                .mapToObj(i -> open(i % 3 == 0 ? here : there))
                .toList();
        try (Store shard = databases.open(databases.further, SPOOL)) {
            // As if the process had ended after the shard and before the first database stored a batch.
            shard.replay(SPOOL, new SpooledEvents(events.subList(1, 3), List.of(2L, 3L), 4));
        }
        assertEquals(0, store.replayedThrough(SPOOL));
        store.replay(SPOOL, events.subList(0, 6), 6);
        store.replay(SPOOL, events.subList(0, 6), 6);
        store.replay(SPOOL, events.subList(3, 12), 12);

        assertEquals(12, store.replayedThrough(SPOOL));
        assertEquals(List.of(4, 8), opens(List.of(here, there)));
        assertEquals(List.of(), store.recount().differences());
    }

    @Test
    void eventsOfAnUnavailableDatabaseWaitInTheFirst() {
        DeliveryId here = insert(NOON, 0);
        DeliveryId there = insert(NOON, 1);
        databases.stopFurther();
        List<Event> events = List.of(open(here), open(there), open(there));
        assertEquals(3, store.replay(SPOOL, events, 3).stored());
        store.replay(SPOOL, events, 3);
        assertEquals(List.of(1), opens(List.of(here)));
        assertThrows(StoreUnavailableException.class, () -> store.delivery(there));
        assertEquals(0, store.drain());

        databases.resumeFurther(store);
        store.replay(SPOOL, List.of(open(there)), 4);
        assertEquals(List.of(1, 3), opens(List.of(here, there)));
        assertEquals(0, store.drain());
        assertEquals(List.of(), store.recount().differences());
    }

    @Test
    void anotherNodeMovesTheEventsThatWait() {
        DeliveryId there = insert(NOON, 1);
        databases.stopFurther();
        store.replay(SPOOL, List.of(open(there), open(there)), 2);
        databases.resumeFurther(store);
        try (ShardedStore other = databases.openNew(new UUID(2, 2))) {
            assertEquals(2, other.drain());
        }
        // The node repeats a batch, because it did not learn that the first database had stored it.
        store.replay(SPOOL, List.of(open(there), open(there)), 2);
        assertEquals(List.of(2), opens(List.of(there)));
    }

    @Test
    void eventsOfAShardThatANodeHasNoSettingForWait() {
        DeliveryId there = insert(NOON, 1);
        try (ShardedStore old = new ShardedStore(
                databases.open(databases.first, new UUID(2, 2)),
                Map.of(),
                Clock.systemUTC(),
                random,
                Supervisor.withoutExit())) {
            old.replay(SPOOL, List.of(open(there)), 1);
            assertEquals(0, old.drain());
        }
        assertEquals(1, store.drain());
        assertEquals(List.of(1), opens(List.of(there)));
    }

    @Test
    void deliveriesOfAllDatabasesAreListedNewestFirst() {
        List<DeliveryId> all = IntStream.range(0, 11)
                .mapToObj(i -> insert(NOON.plusSeconds(i), i % 4 == 1 ? 1 : 0))
                .sorted(Comparator.reverseOrder())
                .toList();
        List<DeliveryId> listed = new ArrayList<>();
        DeliveryPage page = store.deliveries(new DeliveryQuery(List.of(), null, 3));
        while (true) {
            page.deliveries().forEach(delivery -> listed.add(delivery.id()));
            if (page.next() == null) {
                break;
            }
            assertTrue(page.deliveries().size() <= 3);
            page = store.deliveries(new DeliveryQuery(List.of(), page.next(), 3));
        }
        assertEquals(all, listed);
    }

    private List<DeliveryId> in(String url) {
        try (Store one = databases.open(url, SPOOL)) {
            return one.deliveries(new DeliveryQuery(List.of(), null, 200)).deliveries().stream()
                    .map(Delivery::id)
                    .sorted()
                    .toList();
        }
    }

    private DeliveryId insert(Instant at, int shard) {
        Delivery delivery = delivery(at, shard);
        store.insert(delivery);
        return delivery.id();
    }

    private Delivery delivery(Instant at, int shard) {
        return new Delivery(
                DeliveryId.create(at, shard, random),
                EmailAddress.parse("ada@example.com"),
                "spring",
                null,
                "Hi",
                DeliveryState.ACCEPTED,
                NOON,
                null,
                null);
    }

    private Event open(DeliveryId delivery) {
        return new Event(
                Uuid7.at(NOON.plusSeconds(5), random), EventKind.OPEN, delivery, 0, Client.NONE, Network.UNKNOWN);
    }

    private List<Integer> opens(List<DeliveryId> deliveries) {
        return store.openCounts(deliveries).stream()
                .map(counts -> Math.toIntExact(counts.total()))
                .toList();
    }
}
