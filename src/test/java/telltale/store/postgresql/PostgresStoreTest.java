package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
import telltale.store.EventsRejectedException;
import telltale.store.OpenCounts;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreContract;
import telltale.store.StoreUnavailableException;
import telltale.store.jdbc.Database;
import telltale.store.postgresql.PostgresPartitions.Week;

class PostgresStoreTest extends StoreContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID NODE = UUID.fromString("0a0a0a0a-0000-4000-8000-000000000001");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String url = PostgresServer.shared().newMigratedDatabase();
    private final Random random = new Random(7);

    @Override
    protected Store open() {
        return open(NODE);
    }

    private Store open(UUID node) {
        return PostgresStore.open(connections(), node, (store, secrets) -> {});
    }

    /** The connections of the store. */
    PostgresConnections connections() {
        return connections(url);
    }

    private static PostgresConnections connections(String url) {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(1));
    }

    @Test
    void onlyLongQueriesHaveALongTimeout() {
        Database.Work<Boolean> twoSeconds = connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("select pg_sleep(2)");
            }
        };
        try (PostgresDatabase database = new PostgresDatabase(connections(url + "?socketTimeout=1"))) {
            assertTrue(database.snapshot("sleeping", twoSeconds));
            assertThrows(StoreUnavailableException.class, () -> database.read("sleeping", twoSeconds));
        }
    }

    @Test
    void aRejectedEventIsDistinguishedFromAnUnavailableDatabase() {
        Event poison = event(null, NOON, new Client("\0", Set.of()));
        try (Store store = open()) {
            assertThrows(
                    EventsRejectedException.class,
                    () -> store.append(List.of(event(null, NOON, Client.of("x", Set.of())), poison)));
            assertEquals(0, store.recount().events(), "nothing of the batch was kept");
            assertEquals(
                    1,
                    store.append(List.of(event(null, NOON, Client.of("x", Set.of()))))
                            .stored());
        }
    }

    @Test
    void aUserAgentThatIsNotValidUnicodeIsStored() {
        try (Store store = open()) {
            Delivery delivery = stored(store, "spring");
            Client halfACharacter = new Client("x\uD83D", Set.of());
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        1,
                        store.append(List.of(event(delivery.id(), NOON, halfACharacter)))
                                .stored());
            }
            assertEquals(2, store.events(delivery.id(), 10).size());
        }
    }

    @Test
    void aDatabaseThatDoesNotSyncIsNotDurable() throws SQLException {
        execute("alter database " + name() + " set synchronous_commit to off");
        try (Store store = open()) {
            assertFalse(store.health().durable(), store.health().toString());
        }
    }

    @Test
    void anOldWeekIsDeletedWithItsPartition() throws SQLException {
        Week week = Week.of(NOON);
        try (Store store = open()) {
            Delivery delivery = stored(store, "spring");
            inSchema(connection ->
                    PostgresPartitions.create(connection, new Week(week.number() - 40), new Week(week.number() - 38)));
            List<Event> old = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                Instant at = new Week(week.number() - 40).begin().plus(Duration.ofMinutes(i * 9L));
                old.add(event(i % 3 == 0 ? null : delivery.id(), at, Client.of("x", Set.of())));
            }
            long all = store.append(old).stored();
            Instant cutoff = new Week(week.number() - 38).begin();
            long gone = 0;
            for (PurgeResult step = store.deleteEventsBefore(cutoff);
                    !step.done();
                    step = store.deleteEventsBefore(cutoff)) {
                gone += step.deleted();
            }
            assertEquals(
                    old.stream().filter(event -> event.at().isBefore(cutoff)).count(), gone);
            assertEquals(List.of(new OpenCounts(2_000)), store.openCounts(List.of(delivery.id())));
            RecountResult recount = store.recount();
            assertEquals(List.of(), recount.differences());
            assertEquals(all - gone, recount.events());
        }
    }

    @Test
    void anOldEventOfAnExistingPartitionIsHidden() {
        try (Store store = open()) {
            Delivery delivery = stored(store, null);
            Event shown = event(delivery.id(), NOON, Client.of("x", Set.of()));
            store.append(List.of(event(delivery.id(), NOON.minusSeconds(1), Client.of("x", Set.of())), shown));
            store.deleteEventsBefore(NOON);
            assertEquals(List.of(shown), store.events(delivery.id(), 10));
        }
    }

    @Test
    void fourNodesCountOneCampaignExactly() throws Exception {
        List<Delivery> deliveries = new ArrayList<>();
        try (Store store = open()) {
            for (int i = 0; i < 50; i++) {
                deliveries.add(stored(store, "spring"));
            }
        }
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> written = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                UUID id = new UUID(NODE.getMostSignificantBits(), node);
                written.add(nodes.submit(() -> writeFromANode(id, deliveries)));
            }
            int all = 0;
            for (Future<Integer> node : written) {
                all += node.get();
            }
            try (Store store = open()) {
                RecountResult recount = store.recount();
                assertEquals(List.of(), recount.differences());
                assertEquals(all, recount.events());
                assertEquals(
                        all,
                        store.openCounts(deliveries.stream().map(Delivery::id).toList()).stream()
                                .mapToLong(OpenCounts::total)
                                .sum());
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    private int writeFromANode(UUID node, List<Delivery> deliveries) {
        Random own = new Random(node.hashCode());
        int all = 0;
        try (Store store = open(node)) {
            for (int batch = 0; batch < 20; batch++) {
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    Delivery delivery = deliveries.get(own.nextInt(deliveries.size()));
                    Instant at = NOON.plusSeconds(own.nextInt(100_000));
                    events.add(new Event(
                            Uuid7.at(at, own),
                            EventKind.OPEN,
                            delivery.id(),
                            0,
                            Client.of("agent " + own.nextInt(30), Set.of()),
                            Network.UNKNOWN));
                }
                all += store.replay(node, events, (batch + 1) * 100L).stored();
            }
        }
        return all;
    }

    @Test
    void oneOfManyStartingNodesMigrates() throws Exception {
        String fresh = PostgresServer.shared().newDatabase();
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        try {
            List<Future<Boolean>> durable = new ArrayList<>();
            for (int node = 0; node < 6; node++) {
                UUID id = new UUID(NODE.getMostSignificantBits(), node);
                durable.add(nodes.submit(() -> {
                    try (Store store = PostgresStore.open(connections(fresh), id, (joined, secrets) -> {})) {
                        return store.health().durable();
                    }
                }));
            }
            for (Future<Boolean> node : durable) {
                assertTrue(node.get());
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    @Test
    void aSchemaOfAnEarlierDevelopmentBuildIsRefused() throws Exception {
        try (Store store = open()) {
            stored(store, "spring");
        }
        execute("update telltale.schema_version set version = 9");
        try (Store store = open()) {
            StoreUnavailableException refused = assertThrows(StoreUnavailableException.class, store::health);
            assertTrue(refused.isPermanent());
            String explanation = String.valueOf(refused.getCause());
            assertTrue(explanation.contains("Run the last build before 0.1.0"), explanation);
        }
    }

    @Test
    void aServerUnavailableAtStartupIsJoinedLater() {
        try (PostgresServer server = new PostgresServer()) {
            String away = server.newDatabase();
            server.stop();
            AtomicInteger joined = new AtomicInteger();
            try (Store store =
                    PostgresStore.open(connections(away), NODE, (first, secrets) -> joined.incrementAndGet())) {
                assertFalse(assertThrows(StoreUnavailableException.class, store::health)
                        .isPermanent());
                server.start();
                assertTrue(whenItIsThere(store::health).durable());
                assertEquals(
                        1,
                        store.append(List.of(event(null, NOON, Client.of("x", Set.of()))))
                                .stored());
                assertEquals(1, joined.get());

                server.kill();
                assertThrows(
                        StoreUnavailableException.class,
                        () -> store.append(List.of(event(null, NOON, Client.of("x", Set.of())))));
                server.start();
                whenItIsThere(() -> store.append(List.of(event(null, NOON, Client.of("x", Set.of())))));
                assertEquals(2, store.recount().events());
                assertEquals(1, joined.get());
            }
        }
    }

    @Test
    void aUseWaitsForAnotherThreadThatConnects() throws Exception {
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch connected = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Store store = PostgresStore.open(connections(), NODE, (first, secrets) -> {
            connecting.countDown();
            await(connected);
        })) {
            Future<Boolean> first = other.submit(() -> store.health().durable());
            connecting.await();
            FutureTask<Boolean> second = new FutureTask<>(() -> store.health().durable());
            Thread waiting = new Thread(second);
            waiting.start();
            while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
                Thread.onSpinWait();
            }
            connected.countDown();
            assertTrue(first.get());
            assertTrue(second.get());
        } finally {
            other.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Retries, since the pool waits a moment after a server has refused it. */
    private static <T> T whenItIsThere(Supplier<T> question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (StoreUnavailableException away) {
                assertTrue(System.nanoTime() < end, () -> "still away: " + away.getMessage());
            }
        }
    }

    @Test
    void aRefusedNodeReportsTheReasonEachTime() {
        try (Store store = PostgresStore.open(connections(), NODE, (joined, secrets) -> {
            throw new IllegalStateException("another secret");
        })) {
            for (int i = 0; i < 2; i++) {
                StoreUnavailableException refused = assertThrows(StoreUnavailableException.class, store::health);
                assertTrue(refused.isPermanent());
                assertTrue(String.valueOf(refused.getMessage()).contains("another secret"), refused.getMessage());
            }
        }
    }

    @Test
    void aMissingDatabaseIsAPermanentFailure() {
        String missing = PostgresServer.shared().url("no_such_database");
        try (Store store = PostgresStore.open(connections(missing), NODE, (joined, secrets) -> {})) {
            assertTrue(
                    assertThrows(StoreUnavailableException.class, store::health).isPermanent());
        }
    }

    @Test
    void aReplayWaitsForACommitInProgress() throws Exception {
        UUID spool = new UUID(5, 5);
        List<Event> events = List.of(event(null, NOON, Client.of("x", Set.of())));
        ExecutorService second = Executors.newSingleThreadExecutor();
        try (Store store = open()) {
            store.replay(spool, List.of(), 1);
            Future<Integer> again;
            try (Connection lostSight = PostgresServer.connect(url)) {
                lostSight.setAutoCommit(false);
                try (Statement statement = lostSight.createStatement()) {
                    statement.execute("update telltale.replays set through = 2 where spool = '" + spool + "'");
                    again = second.submit(() -> store.replay(spool, events, 2).stored());
                    awaitLock();
                    statement.execute("commit");
                }
            }
            assertEquals(0, again.get(), "it was read by the transaction that committed late");
        } finally {
            second.shutdownNow();
        }
    }

    private void awaitLock() throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            for (long end = System.nanoTime() + PATIENCE.toNanos(); !waits && System.nanoTime() < end; ) {
                try (var row = statement.executeQuery(
                        "select count(*) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and"
                                + " a.datname = '"
                                + name() + "'")) {
                    waits = row.next() && row.getInt(1) > 0;
                }
            }
            assertTrue(waits, "nobody waits for a lock");
        }
    }

    private void inSchema(Work work) throws SQLException {
        try (Connection connection = PostgresServer.connect(url)) {
            connection.setAutoCommit(false);
            PostgresDatabase.execute(connection, "set search_path to telltale");
            work.on(connection);
            connection.commit();
        }
    }

    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, sql);
        }
    }

    private String name() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private Delivery stored(Store store, @Nullable String campaign) {
        Delivery delivery = new Delivery(
                new DeliveryId(Uuid7.at(NOON, random)),
                EmailAddress.parse("ann@example.com"),
                campaign,
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
        store.insert(delivery);
        return delivery;
    }

    private Event event(@Nullable DeliveryId delivery, Instant at, Client client) {
        return new Event(
                Uuid7.at(at, random),
                delivery == null ? EventKind.ANONYMOUS_OPEN : EventKind.OPEN,
                delivery,
                0,
                client,
                Network.UNKNOWN);
    }
}
