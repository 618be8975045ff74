package telltale.store.sharded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.PersonCopies.Effect;
import telltale.store.PersonNews;
import telltale.store.PersonRights.Kept;
import telltale.store.Persons.Suppressed;
import telltale.store.ShardTable;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** What persons decide holds in all databases. */
class ShardedPeopleTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final Suppression BY_HAND = new Suppression(Scope.ALL, "by letter", NOON);
    private static final UUID SPOOL = new UUID(7, 7);

    private final Random random = new Random(42);
    private final ShardedDatabases databases = new ShardedDatabases();
    private final ShardedStore store = databases.open(new UUID(1, 1));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void noMailIsSentToAPersonWhoRefusedItWhateverTheDatabase() {
        DeliveryId waiting = enqueue(BOB, 1).id();
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND), new Suppressed(BOB, BY_HAND)));
        assertEquals(DeliveryState.SUPPRESSED, enqueue(ANN, 1).state(), "who got no mail from there yet");
        assertEquals(DeliveryState.SUPPRESSED, enqueue(ANN, 0).state());
        List<ClaimedDelivery> claimed = store.outbox().claim(NOON, 9);
        assertEquals(List.of(waiting), claimed.stream().map(ClaimedDelivery::id).toList());
        assertTrue(store.persons()
                .recipient(claimed.get(0))
                .orElseThrow()
                .refusal(false, null)
                .isPresent());

        store.persons().release(ANN);
        assertEquals(DeliveryState.QUEUED, enqueue(ANN, 1).state());
    }

    @Test
    void aDatabaseThatWasAwayKnowsEveryDecisionBeforeItIsUsed() {
        DeliveryId there = enqueue(ANN, 1).id();
        DeliveryId here = enqueue(ANN, 0).id();
        databases.stopFurther();
        store.replay(SPOOL, List.of(open(there)), 1);
        assertTrue(store.persons().setTracked(here, false, NOON.plusSeconds(9)));
        store.persons().suppress(List.of(new Suppressed(BOB, BY_HAND)));
        assertEquals(Map.of(1, 2L), news().counts());

        databases.resumeFurther(store);
        assertEquals(Map.of(), news().counts());
        assertEquals(1, store.drain());
        assertEquals(0, store.openCounts(List.of(there)).get(0).total(), "she had objected before");
        assertEquals(DeliveryState.SUPPRESSED, enqueue(BOB, 1).state());
    }

    @Test
    void aDatabaseIsNotUsedWhileItCannotBeTold() {
        DeliveryId there = enqueue(ANN, 1).id();
        // Another node had no connection to it; this one finds out within a bounded time.
        try (Store first = databases.open(databases.first, new UUID(2, 2))) {
            first.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        }
        ShardedDatabases.execute(
                databases.further,
                "create function telltale.broken() returns trigger language plpgsql as"
                        + " 'begin raise exception ''no''; end'; create trigger broken before update on telltale.shard_self"
                        + " for each row execute function telltale.broken()");
        assertEquals(1, store.outbox().claim(NOON, 9).size(), "the copy is young enough");
        databases.clock.advance(PersonCopying.MAX_AGE.plusSeconds(1));
        assertThrows(StoreUnavailableException.class, () -> store.delivery(there));
        store.replay(SPOOL, List.of(open(there)), 1);
        assertEquals(Map.of(1, 1L), store.shardTable().parked().counts());

        ShardedDatabases.execute(databases.further, "drop function telltale.broken() cascade");
        databases.clock.advance(Duration.ofMinutes(1));
        assertEquals(BY_HAND, store.persons().recipient(there).orElseThrow().suppression());
    }

    @Test
    void nothingOfAnErasedPersonIsLeftInADatabaseThatWasAway() {
        DeliveryId there = enqueue(ANN, 1).id();
        enqueue(BOB, 1);
        store.append(List.of(open(there)));
        databases.stopFurther();
        store.replay(SPOOL, List.of(open(there)), 1);
        store.persons().rights().erase(ANN, Kept.NOTHING, NOON);
        assertEquals(0, number(databases.first, "persons"));

        databases.resumeFurther(store);
        assertEquals(1, store.drain());
        assertEquals(Optional.empty(), store.delivery(there));
        assertEquals(1, number(databases.further, "persons"), "Bob");
        assertEquals(1, number(databases.further, "erasures"));
        assertEquals(0, number(databases.further, "events"));
        assertEquals(List.of(), store.recount().differences());
        assertEquals(DeliveryState.QUEUED, enqueue(ANN, 1).state(), "later mail is new");
        store.upkeep().orElseThrow().step(1);
        assertEquals(2, store.outbox().claim(NOON, 9).size());
    }

    @Test
    void anErasureCountsTheRowsOfAllDatabases() {
        enqueue(ANN, 0);
        enqueue(ANN, 1);
        assertEquals(2, store.persons().erase(ANN).deliveries());
        assertFalse(store.persons().erase(ANN).person());
        assertEquals(List.of(), store.persons().deliveries(ANN));
        assertEquals(Map.of(), news().counts());
    }

    @Test
    void whatFollowsFromABounceInOneDatabaseHoldsInAll() {
        bounce(enqueue(ANN, 1).id());
        store.upkeep().orElseThrow().step(1);
        assertEquals(Optional.of("bounced"), reason(store));
        assertEquals(DeliveryState.SUPPRESSED, enqueue(ANN, 0).state());
        assertEquals(0, number(databases.further, "person_effects"));

        store.persons().release(ANN);
        store.upkeep().orElseThrow().step(1);
        assertNull(store.persons().person(ANN).suppression(), "it does not come back");
    }

    @Test
    void newsDoNotUndoABounceThatTheFirstDatabaseHasNotGotYet() {
        bounce(enqueue(ANN, 1).id());
        Suppression topic = Suppression.ofTopic("news", "by hand", NOON);
        store.persons().suppress(List.of(new Suppressed(ANN, topic)));
        try (Store further = databases.open(databases.further, new UUID(2, 2))) {
            assertEquals(Optional.of("bounced"), reason(further));
            assertEquals(List.of(topic), further.persons().person(ANN).topics());
        }
    }

    @Test
    void aBounceFromBeforeAnErasureDoesNotBringThePersonBack() {
        DeliveryId there = enqueue(ANN, 1).id();
        store.upkeep().orElseThrow().step(1);
        databases.stopFurther();
        store.persons().rights().erase(ANN, Kept.NOTHING, NOON);
        Effect late = new Effect(store.persons().person(ANN).key(), "a***@example.com", BY_HAND, null);
        news().receive(1, List.of(late));
        assertEquals(0, number(databases.first, "persons"));
        databases.resumeFurther(store);
        assertEquals(Optional.empty(), store.delivery(there));
    }

    @Test
    void olderNewsThanThoseOfACopyAreIgnored() {
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        ShardedDatabases.execute(databases.first, "update telltale.persons set reason = 'first'");
        PersonNews.News old = news().waiting(1, 9).get(0);
        store.persons().release(ANN);
        try (Store further = databases.open(databases.further, new UUID(2, 2))) {
            assertNull(further.persons().person(ANN).suppression());
            further.shardTable().personCopies().apply(List.of(old));
            assertNull(further.persons().person(ANN).suppression(), "another node had read it before");
        }
    }

    @Test
    void aDatabaseThatWasRestoredIsToldEverythingAgain() {
        DeliveryId there = enqueue(ANN, 1).id();
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        ShardedDatabases.execute(
                databases.further,
                "update telltale.persons set suppressed = null, revision = 0; update telltale.shard_self set told = 0");
        store.upkeep().orElseThrow().step(1);
        assertEquals(BY_HAND, store.persons().recipient(there).orElseThrow().suppression());
    }

    @Test
    void afterARestoreOfTheFirstDatabaseItsNewDecisionsHold() {
        enqueue(ANN, 1);
        for (int i = 0; i < 5; i++) {
            store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
            store.persons().release(ANN);
        }
        ShardedDatabases.execute(databases.first, "alter sequence telltale.person_changes restart");
        store.upkeep().orElseThrow().step(1);
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        assertEquals(DeliveryState.SUPPRESSED, enqueue(ANN, 1).state());
    }

    @Test
    void aDatabaseGetsMailWhenEveryNodeKnowsIt() {
        ShardTable table = store.shardTable();
        store.nodeLeases().renew(Duration.ofMinutes(1));
        ShardedDatabases.execute(
                databases.first,
                "update telltale.shards set since = null;"
                        + " insert into telltale.leases (node, until) values (gen_random_uuid(), 4102444800000)");
        assertFalse(table.activate(1), "a node of an earlier release");
        ShardedDatabases.execute(databases.first, "update telltale.leases set shards = '{}' where shards is null");
        assertFalse(table.activate(1), "a node without the setting");
        ShardedDatabases.execute(databases.first, "update telltale.leases set shards = '{0,1,2}'");
        assertTrue(table.activate(1));
        Instant since = table.all().get(0).since();
        assertTrue(table.activate(1));
        assertEquals(since, table.all().get(0).since());
    }

    private PersonNews news() {
        return store.shardTable().personNews();
    }

    private static Optional<String> reason(Store of) {
        return Optional.ofNullable(of.persons().person(ANN).suppression()).map(Suppression::reason);
    }

    private EnqueueResult enqueue(EmailAddress to, int shard) {
        DeliveryId id = DeliveryId.create(NOON, shard, random);
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, shard, random), null, ImmutableBytes.NONE, List.of(), null, 1);
        return store.outbox()
                .enqueue(
                        message,
                        0,
                        List.of(new NewDelivery(id, to, "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON)))
                .get(0);
    }

    private void bounce(DeliveryId delivery) {
        ClaimedDelivery claimed = store.outbox().claim(NOON, 9).stream()
                .filter(mail -> mail.id().equals(delivery))
                .findFirst()
                .orElseThrow();
        AttemptResult result = new AttemptResult(
                        delivery, claimed.attempt(), DeliveryState.REFUSED, NOON, "550 5.1.1 unknown", "5.1.1", null)
                .failed(FailureReason.MAILBOX_GONE, new Suppression(Scope.ALL, "bounced", NOON));
        assertEquals(List.of(), store.outbox().recordResults(List.of(result)));
    }

    private static Event open(DeliveryId delivery) {
        return new Event(
                Uuid7.at(NOON.plusSeconds(60), new Random()),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("x", Set.of()),
                Network.UNKNOWN);
    }

    private static long number(String url, String table) {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from telltale." + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(table, failed);
        }
    }
}
