package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.NewDelivery;
import telltale.store.OutboxFixture;
import telltale.store.PurgeCutoffs;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

class ShardedQueueTest extends OutboxFixture {
    private final ShardedDatabases databases = new ShardedDatabases();
    private int shard;

    @Override
    protected Store open() {
        return databases.open(new UUID(1, 1));
    }

    @Override
    protected int shard() {
        return shard;
    }

    @Test
    void newMessagesAreSpreadAndThoseUnderAKeyStayWhereTheFirstWas() {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ImmutableBytes key = octets("key " + i);
            int number = store.shards().forNew(key);
            numbers.add(number);
            assertEquals(number, store.shards().forNew(key));
        }
        assertEquals(Set.of(0, 1), numbers);
    }

    @Test
    void aKeyIsTakenOnceAlsoIfASubmissionEndedBeforeItsMessageWasStored() {
        shard = store.shards().forNew(octets("key"));
        assertEquals(Optional.empty(), messages.byIdempotencyKey(octets("key")));
        // That process is killed here; the submission is repeated at another node.
        try (ShardedStore other = databases.open(new UUID(2, 2))) {
            assertEquals(shard, other.shards().forNew(octets("key")));
            StoredMessage repeated = message("key");
            other.outbox().enqueue(repeated, 0, List.of(delivery("ada@example.com", NOON)));
            assertEquals(Optional.of(repeated), messages.byIdempotencyKey(octets("key")));
        }
        List<NewDelivery> late = List.of(delivery("ada@example.com", NOON));
        assertThrows(IdempotencyKeyTakenException.class, () -> outbox.enqueue(message("key"), 0, late));
        assertEquals(1, waiting());
    }

    @Test
    void keysOfDeletedMessagesAreForgotten() {
        Instant placed = databases.clock.instant();
        shard = store.shards().forNew(octets("used"));
        outbox.enqueue(message("used"), 0, List.of(delivery("ada@example.com", NOON)));
        for (int i = 0; i < 10; i++) {
            store.shards().forNew(octets("unused " + i));
        }
        databases.clock.advance(Duration.ofDays(2));
        store.shards().forNew(octets("unused 9"));
        Instant before = placed.plus(Duration.ofDays(1));
        PurgeCutoffs cutoffs = new PurgeCutoffs(before, before, before);
        assertEquals(0, messages.purge(cutoffs, 100));
        try (Store first = databases.open(databases.first, new UUID(3, 3))) {
            assertEquals(Optional.of(shard), first.shardTable().placed(octets("used")));
            assertEquals(Optional.empty(), first.shardTable().placed(octets("unused 0")));
            assertTrue(first.shardTable().placed(octets("unused 9")).isPresent(), "it came again");
        }
    }

    @Test
    void aMessageAndItsDeliveriesAreInOneDatabase() {
        StoredMessage here = message(null);
        shard = 1;
        List<NewDelivery> there = List.of(delivery("ada@example.com", NOON));
        assertThrows(IllegalArgumentException.class, () -> outbox.enqueue(here, 0, there));
        assertEquals(0, waiting());
    }

    @Test
    void deliveriesOfAllDatabasesAreClaimedOnce() {
        enqueue(0, 5);
        enqueue(1, 5);
        assertEquals(Optional.of(NOON), outbox.nextDue());
        assertEquals(10, waiting());
        Set<DeliveryId> claimed = new HashSet<>();
        for (List<ClaimedDelivery> some = outbox.claim(NOON, 3); !some.isEmpty(); some = outbox.claim(NOON, 3)) {
            assertTrue(some.size() <= 3);
            some.forEach(mail -> assertTrue(claimed.add(mail.id())));
        }
        assertEquals(10, claimed.size());
        assertEquals(10, leases.recoverOwn(NOON, id -> false));
    }

    @Test
    void aDatabaseThatIsAwayHoldsUpItsOwnDeliveriesOnly() {
        enqueue(0, 2);
        enqueue(1, 2);
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 4);
        List<AttemptResult> results = claimed.stream()
                .map(mail -> attempt(mail, DeliveryState.ACCEPTED, null))
                .toList();
        databases.stopFurther();
        assertThrows(StoreUnavailableException.class, () -> outbox.recordResults(results));
        assertThrows(StoreUnavailableException.class, () -> outbox.recordResults(results));
        assertEquals(0, waiting());
        leases.renew(Duration.ofMinutes(1));
        enqueue(0, 1);
        assertEquals(1, outbox.claim(NOON, 4).size());
        assertEquals(
                Set.of(0),
                Stream.generate(() -> store.shards().forNew(null)).limit(20).collect(Collectors.toSet()));

        databases.resumeFurther(store);
        assertEquals(List.of(), outbox.recordResults(results));
        claimed.forEach(mail -> assertEquals(DeliveryState.ACCEPTED, state(mail.id())));
        // A result that is stored again later is of a delivery that is not being sent any more.
        assertEquals(4, outbox.recordResults(results).size());
        assertNoDifference();
    }

    @Test
    void aDatabaseThatIsAddedLaterGetsNewMessagesOnly() {
        enqueue(0, 1);
        UUID old = Uuid7.at(NOON, 1, random);
        ShardedDatabases.execute(databases.first, "update telltale.shards set since = " + (NOON.toEpochMilli() + 1));
        try (ShardedStore restarted = databases.openNew(new UUID(2, 2))) {
            assertEquals(0, restarted.shards().of(old));
            assertEquals(1, restarted.shards().of(Uuid7.at(NOON.plusMillis(1), 1, random)));
            assertEquals(1, restarted.outbox().claim(NOON, 5).size());
        }
    }

    private long waiting() {
        return outbox.countByState().values().stream().mapToLong(count -> count).sum();
    }

    private void enqueue(int number, int count) {
        shard = number;
        outbox.enqueue(
                message(null),
                0,
                IntStream.range(0, count)
                        .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                        .toList());
    }
}
