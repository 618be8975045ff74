package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.store.Admission;
import telltale.store.AppendResult;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.NewDelivery;
import telltale.store.Persons.ErasureResult;
import telltale.store.Persons.Suppressed;
import telltale.store.PersonsContract;
import telltale.store.Store;
import telltale.store.StoredMessage;
import telltale.store.move.DatabaseMove;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

class PostgresPersonsTest extends PersonsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final Suppression BY_HAND = new Suppression(Suppression.Scope.ALL, "by letter", NOON);
    private static final Suppression NO_NEWS = Suppression.ofTopic("product-news", "by hand", NOON);
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return open(url, keys);
    }

    private Store node() {
        return open(url);
    }

    private static Store open(String url) {
        return open(url, address -> Optional.of(KEYS.keyOf(address)));
    }

    private static Store open(String url, Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Test
    void optingOutAtOneNodeHoldsAtOnceAtAnotherThatHasCachedTheDelivery() {
        try (Store here = node();
                Store there = node()) {
            DeliveryId delivery = delivery(here, 1);
            assertEquals(1, there.append(List.of(open(delivery, 1))).stored());
            here.persons().setTracked(delivery, false, NOON);
            assertEquals(1, there.append(List.of(open(delivery, 2))).withdrawn().size());
            here.persons().setTracked(delivery, true, NOON);
            assertEquals(1, there.append(List.of(open(delivery, 3))).stored());
        }
    }

    @Test
    void noNodeStoresAnEventOfAPersonBeingErased() throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (Store here = node();
                Store one = node();
                Store two = node()) {
            DeliveryId delivery = delivery(here, 1);
            List<Future<Integer>> storing = List.of(
                    others.submit(() -> storeUntilUnknown(one, delivery, 1)),
                    others.submit(() -> storeUntilUnknown(two, delivery, 2)));
            while (here.events(delivery, 50).size() < 50) {
                Thread.onSpinWait();
            }
            ErasureResult erased = here.persons().erase(ANN);
            int stored = storing.get(0).get() + storing.get(1).get();
            assertEquals(new ErasureResult(true, 1, stored, 0, 0), erased);
            assertEquals(0, here.recount().events());
            assertEquals(List.of(), here.recount().differences());
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    void aJudgementThatIsBeingStoredIsErasedToo() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = node();
                Connection judge = PostgresServer.connect(url);
                Statement statement = judge.createStatement()) {
            delivery(store, 1);
            judge.setAutoCommit(false);
            statement.execute("insert into telltale.judgements (delivery, ruleset, opens, clicks, rung)"
                    + " select number, '1', '', '', 'delivered' from telltale.deliveries");
            Future<ErasureResult> erased = other.submit(() -> store.persons().erase(ANN));
            while (PostgresStores.number(url, "select count(*) from pg_locks where not granted") == 0) {
                Thread.onSpinWait();
            }
            judge.commit();

            assertEquals(new ErasureResult(true, 1, 0, 0, 0), erased.get());
            assertEquals(0, PostgresStores.number(url, "select count(*) from judgements"));
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aRefusalThatCommitsAfterAMailWasClaimedIsRespected() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = node();
                Connection holder = PostgresServer.connect(url);
                Statement statement = holder.createStatement()) {
            enqueue(store);
            holder.setAutoCommit(false);
            statement.execute("select 1 from telltale.persons for update");
            Future<Integer> refused =
                    other.submit(() -> store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND))));
            while (PostgresStores.number(url, "select count(*) from pg_locks where not granted") == 0) {
                Thread.onSpinWait();
            }
            ClaimedDelivery mail = store.outbox().claim(NOON, 1).get(0);
            assertNull(
                    Objects.requireNonNull(mail.recipient()).person().suppression(), "the refusal has not committed");
            holder.commit();

            assertEquals(1, refused.get());
            assertEquals(BY_HAND, store.persons().recipient(mail).orElseThrow().suppression());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void aRefusalBetweenTheQueryOfAClaimAndItsEndIsRespected() {
        try (Store store = node()) {
            enqueue(store);
            ClaimedDelivery claimed = store.outbox()
                    .claim(NOON, 1, Long.MAX_VALUE, mail -> {
                        assertEquals(1, store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND))));
                        return new Admission.Decision.Claim();
                    })
                    .get(0);

            assertNull(Objects.requireNonNull(claimed.recipient()).person().suppression(), "it was read before");
            assertEquals(
                    BY_HAND, store.persons().recipient(claimed).orElseThrow().suppression());
        }
    }

    @Test
    void aBounceThatCommitsAfterAnotherMailWasClaimedIsRespected() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = node();
                Connection holder = PostgresServer.connect(url);
                Statement statement = holder.createStatement()) {
            enqueue(store, "spring");
            enqueue(store, "autumn");
            ClaimedDelivery bounced = store.outbox().claim(NOON, 1).get(0);
            AttemptResult result = new AttemptResult(
                            bounced.id(), 1, DeliveryState.REFUSED, NOON, "550 5.1.1", null, null)
                    .failed(FailureReason.MAILBOX_GONE, BY_HAND);
            holder.setAutoCommit(false);
            statement.execute("select 1 from telltale.persons for update");
            Future<List<DeliveryId>> recorded =
                    other.submit(() -> store.outbox().recordResults(List.of(result), Duration.ZERO));
            while (PostgresStores.number(url, "select count(*) from pg_locks where not granted") == 0) {
                Thread.onSpinWait();
            }
            ClaimedDelivery mail = store.outbox().claim(NOON, 1).get(0);
            holder.commit();

            assertEquals(List.of(), recorded.get());
            assertEquals(BY_HAND, store.persons().recipient(mail).orElseThrow().suppression());
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void whatPersonsHaveChosenMovesAlongWithThem(@TempDir Path home) {
        DeliveryId delivery;
        Path file = home.resolve("telltale.db");
        Duration patience = Duration.ofSeconds(5);
        try (Store embedded =
                SqliteStore.open(file, home.resolve("native"), patience, address -> Optional.of(KEYS.keyOf(address)))) {
            delivery = delivery(embedded, 1);
            embedded.persons().suppressRecipient(delivery, BY_HAND);
            embedded.persons().suppressRecipient(delivery, NO_NEWS);
            embedded.persons().setTracked(delivery, false, NOON);
        }
        String target = PostgresServer.shared().newMigratedDatabase();
        try (DatabaseMove move = new DatabaseMove(
                file,
                home.resolve("native"),
                patience,
                PostgresConnections.to(target, "postgres", null, patience),
                line -> {})) {
            move.prepare();
            assertEquals(0, move.run().different());
        }
        try (Store moved = open(target)) {
            assertEquals(
                    new Person(KEYS.keyOf(ANN), ANN.masked(), BY_HAND, List.of(NO_NEWS), false),
                    moved.persons().person(ANN));
            assertEquals(1, moved.append(List.of(open(delivery, 1))).withdrawn().size());
            moved.persons().setTracked(delivery, true, NOON);
            assertEquals(1, moved.append(List.of(open(delivery, 2))).stored());
            DeliveryId bobs = new DeliveryId(Uuid7.at(NOON, new Random(9)));
            EmailAddress bob = EmailAddress.parse("bob@example.com");
            moved.insert(new Delivery(bobs, bob, null, "Hi", DeliveryState.SENDING, null, null));
            assertEquals(
                    KEYS.keyOf(bob),
                    moved.persons().recipient(bobs).orElseThrow().key());
        }
    }

    private static int storeUntilUnknown(Store store, DeliveryId delivery, int seed) {
        int stored = 0;
        for (int i = 0; ; i++) {
            AppendResult appended = store.append(List.of(open(delivery, seed * 1_000_000 + i)));
            if (appended.unknownDelivery() > 0) {
                return stored;
            }
            stored += appended.stored();
        }
    }

    private static void enqueue(Store store) {
        enqueue(store, "spring");
    }

    private static void enqueue(Store store, String campaign) {
        Random random = new Random();
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        ImmutableBytes content = new ImmutableBytes(id.toString().getBytes(StandardCharsets.UTF_8));
        store.outbox()
                .enqueue(
                        new StoredMessage(Uuid7.at(NOON, random), campaign, content, List.of(), content, 1),
                        0,
                        List.of(new NewDelivery(id, ANN, "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON)));
    }

    private static DeliveryId delivery(Store store, int seed) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, new Random(seed)));
        store.insert(new Delivery(id, ANN, "spring", "Hi", DeliveryState.SENDING, null, null));
        return id;
    }

    private static Event open(DeliveryId delivery, int seed) {
        return new Event(
                Uuid7.at(NOON.plusMillis(seed % 1000), new Random(seed)),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("x", Set.of()),
                Network.UNKNOWN);
    }
}
