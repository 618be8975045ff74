package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.ClaimedDelivery;
import telltale.store.DeliveryQuery;
import telltale.store.EventFeed;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.ForwardingStore;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.OutboxFixture;
import telltale.store.Shards;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** Failures of one of several databases at moments at which something could be lost or doubled. */
class ShardedFaultsTest extends OutboxFixture {
    private static final UUID NODE = new UUID(1, 1);
    private static final UUID SPOOL = new UUID(7, 7);
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final ShardedDatabases databases = new ShardedDatabases();
    private final AtomicBoolean isAnswerLost = new AtomicBoolean();
    private int shard;

    @Override
    protected Store open() {
        databases.open(NODE).close();
        return open(Duration.ofSeconds(15));
    }

    private ShardedStore open(Duration patience) {
        Store one = databases.open(databases.first, NODE);
        return databases.together(one, losing(databases.joining(one, databases.further, NODE, 1)), patience);
    }

    @Override
    protected int shard() {
        return shard;
    }

    /** A store that claims although the answer is lost. */
    private Store losing(Store further) {
        return new ForwardingStore(further) {
            @Override
            public Outbox outbox() {
                Outbox outbox = super.outbox();
                return (Outbox) Proxy.newProxyInstance(
                        Outbox.class.getClassLoader(), new Class<?>[] {Outbox.class}, (proxy, method, arguments) -> {
                            try {
                                Object answer = method.invoke(outbox, arguments);
                                if (method.getName().equals("claim") && isAnswerLost.getAndSet(false)) {
                                    throw new StoreUnavailableException("claiming", new SQLException("broken"));
                                }
                                return answer;
                            } catch (InvocationTargetException failed) {
                                throw Objects.requireNonNull(failed.getCause());
                            }
                        });
            }
        };
    }

    @Test
    void aClaimWhoseAnswerIsLostIsRecovered() {
        enqueue(0, 2);
        enqueue(1, 2);
        isAnswerLost.set(true);
        Set<DeliveryId> inFlight = ids(outbox.claim(NOON, 10));
        assertEquals(2, inFlight.size());
        assertThrows(StoreUnavailableException.class, () -> outbox.claim(NOON, 10));
        leases.renew(LEASE);
        assertEquals(2, leases.recoverOwn(NOON, inFlight::contains));
        assertEquals(2, outbox.claim(NOON, 10).size());
    }

    @Test
    void whatANodeWasSendingIsRecoveredInADatabaseThatWasAwayAtItsStart() {
        enqueue(0, 2);
        enqueue(1, 2);
        assertEquals(4, outbox.claim(NOON, 4).size());
        store.close();
        databases.stopFurther();
        store = open(Duration.ofSeconds(15));
        outbox = store.outbox();
        leases = store.nodeLeases();
        leases.renew(LEASE);
        assertEquals(2, leases.recoverOwn(NOON, id -> false));
        Set<DeliveryId> inFlight = ids(outbox.claim(NOON, 4));
        assertEquals(2, inFlight.size());

        databases.resumeFurther(store);
        assertThrows(StoreUnavailableException.class, () -> outbox.claim(NOON, 4));
        leases.renew(LEASE);
        assertEquals(2, leases.recoverOwn(NOON, inFlight::contains));
        assertEquals(2, outbox.claim(NOON, 4).size());
    }

    @Test
    void whatWasClaimedUnderALeaseThatEndedInOneDatabaseIsCheckedAgain() {
        enqueue(0, 1);
        enqueue(1, 1);
        leases.renew(LEASE);
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 4);
        databases.stopFurther();
        databases.clock.advance(LEASE.plusSeconds(1));
        leases.renew(LEASE);
        int before = leases.lapses();
        claimed.forEach(mail -> assertEquals(Uuid7.shard(mail.id().value()) == 0, leases.isHeld(mail.id())));

        databases.resumeFurther(store);
        leases.renew(LEASE);
        assertTrue(leases.lapses() > before);
        claimed.forEach(mail -> assertTrue(leases.isHeld(mail.id())));
    }

    @Test
    void nothingIsStoredWhereTheLeaseOfTheNodeMayHaveEnded() {
        databases.stopFurther();
        leases.renew(LEASE);
        databases.resumeFurther(store);
        assertEquals(
                Set.of(0),
                Stream.generate(() -> store.shards().forNew(null)).limit(20).collect(Collectors.toSet()));
        assertThrows(StoreUnavailableException.class, () -> enqueue(1, 1));
        leases.renew(LEASE);
        leases.recoverOwn(NOON, id -> false);
        enqueue(1, 1);
        assertEquals(1, outbox.claim(NOON, 4).size());
    }

    @Test
    void anEventThatItsDatabaseRejectsIsKeptApartAndTheOthersAreStored() {
        shard = 1;
        DeliveryId delivery = enqueue(1, 1).get(0);
        databases.stopFurther();
        store.replay(
                SPOOL, IntStream.range(0, 7).mapToObj(i -> click(delivery, i)).toList(), 7);
        databases.resumeFurther(store);
        ShardedDatabases.execute(
                databases.further, "alter table telltale.events add constraint none check (link <> 4)");
        assertEquals(1, store.replay(SPOOL, List.of(click(delivery, 8)), 8).stored());
        assertEquals(0, ((ShardedStore) store).drain());
        assertEquals(
                List.of(0, 1, 2, 3, 5, 6, 8),
                store.events(delivery, 20).stream().map(Event::link).sorted().toList());
        try (Store first = databases.open(databases.first, NODE)) {
            assertEquals(1, first.shardTable().parked().rejected());
            assertEquals(Set.of(), first.shardTable().parked().counts().keySet());
        }
    }

    @Test
    void anAnswerNamesTheDatabasesThatItLacks() {
        DeliveryQuery all = new DeliveryQuery(List.of(), null, 10);
        enqueue(0, 1);
        enqueue(1, 1);
        try (Shards.Watch watch = store.shards().watch()) {
            assertEquals(2, store.deliveries(all).deliveries().size());
            assertEquals(Set.of(), watch.missing());
            databases.stopFurther();
            assertEquals(1, store.deliveries(all).deliveries().size());
            assertEquals(Set.of(1), watch.missing());
            databases.resumeFurther(store);
            assertEquals(2, store.deliveries(all).deliveries().size());
            assertEquals(Set.of(1), watch.missing());
            try (Shards.Watch inner = store.shards().watch()) {
                assertEquals(Set.of(), inner.missing());
            }
        }
    }

    @Test
    void whoBeginsToFollowTheFeedWithoutADatabaseGetsNoOldEventsOfIt() {
        DeliveryId delivery = enqueue(1, 1).get(0);
        store.append(List.of(click(delivery, 1)));
        databases.stopFurther();
        EventFeed feed = store.eventFeed();
        FeedPosition end = FeedPosition.parse(feed.end().toString());
        databases.resumeFurther(store);
        FeedChunk none = feed.after(end, null, 10);
        assertEquals(List.of(), none.entries());
        Event later = click(delivery, 2);
        store.append(List.of(later));
        FeedChunk some = feed.after(none.next(), null, 10);
        assertEquals(
                List.of(later.id()),
                some.entries().stream().map(entry -> entry.event().event().id()).toList());
        databases.stopFurther();
        assertEquals(List.of(), feed.after(some.next(), null, 10).entries());
        databases.resumeFurther(store);
        Event last = click(delivery, 3);
        store.append(List.of(last));
        assertEquals(1, feed.after(some.next(), null, 10).entries().size());
    }

    @Test
    void aDatabaseThatAnswersTooLateIsLeftOut() throws SQLException {
        enqueue(0, 1);
        enqueue(1, 1);
        store.close();
        store = open(Duration.ofMillis(300));
        try (Shards.Watch watch = store.shards().watch();
                Connection other = PostgresServer.connect(databases.further);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table telltale.deliveries in access exclusive mode");
            assertEquals(
                    1,
                    store.deliveries(new DeliveryQuery(List.of(), null, 10))
                            .deliveries()
                            .size());
            assertEquals(Set.of(1), watch.missing());
            assertEquals(Set.of(), store.shards().unavailable());
        }
    }

    @Test
    void brokenConnectionsAreNotADatabaseThatIsAway() {
        enqueue(1, 1);
        databases.breakFurther();
        try (Shards.Watch watch = store.shards().watch()) {
            assertEquals(
                    1,
                    store.deliveries(new DeliveryQuery(List.of(), null, 10))
                            .deliveries()
                            .size());
            assertEquals(Set.of(), watch.missing());
        }
        assertFalse(store.shards().unavailable().contains(1));
    }

    private static Set<DeliveryId> ids(List<ClaimedDelivery> claimed) {
        return claimed.stream().map(ClaimedDelivery::id).collect(Collectors.toSet());
    }

    private Event click(DeliveryId delivery, int link) {
        return new Event(
                Uuid7.at(NOON.plusSeconds(5), random), EventKind.CLICK, delivery, link, Client.NONE, Network.UNKNOWN);
    }

    private List<DeliveryId> enqueue(int number, int count) {
        shard = number;
        StoredMessage message = message(null);
        List<NewDelivery> deliveries = IntStream.range(0, count)
                .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                .toList();
        outbox.enqueue(message, 0, deliveries);
        return deliveries.stream().map(NewDelivery::id).toList();
    }
}
