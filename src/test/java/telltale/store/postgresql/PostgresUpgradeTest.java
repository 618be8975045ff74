package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.concurrent.atomic.AtomicBoolean;
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
import telltale.store.AppendResult;
import telltale.store.OpenCounts;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** A rolling upgrade: nodes of this version store events while a newer one migrates the tables, and afterwards. */
class PostgresUpgradeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int BATCHES = 20;

    private final String url = PostgresServer.shared().newMigratedDatabase();
    private final Random random = new Random(1);

    @Test
    void runningNodesStoreEventsWhileANewerVersionMigrates() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        AtomicBoolean isMigrated = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(2);
        try (Store one = node(1);
                Store two = node(2)) {
            DeliveryId delivery = delivered(one);
            List<Future<Long>> stored = new ArrayList<>();
            for (Store node : List.of(one, two)) {
                stored.add(executor.submit(() -> storeUntil(node, delivery, isMigrated, begun)));
            }
            begun.await();
            migrate();
            isMigrated.set(true);
            long all = stored.get(0).get() + stored.get(1).get();

            assertEquals(List.of(new OpenCounts(all)), one.openCounts(List.of(delivery)));
            assertTrue(two.delivery(delivered(two)).isPresent());
            RecountResult recount = one.recount();
            assertEquals(List.of(), recount.differences());
        } finally {
            executor.shutdownNow();
        }
        try (Store older = node(3)) {
            StoreUnavailableException refused = assertThrows(StoreUnavailableException.class, older::eventsSince);
            assertTrue(refused.isPermanent());
        }
    }

    /** Stores events until the tables are migrated, and some more. */
    private long storeUntil(Store node, DeliveryId delivery, AtomicBoolean isMigrated, CountDownLatch begun) {
        long stored = 0;
        for (int after = 0; after < BATCHES; after += isMigrated.get() ? 1 : 0) {
            AppendResult appended = node.append(List.of(open(delivery)));
            stored += appended.stored() + appended.aggregated();
            begun.countDown();
        }
        return stored;
    }

    private void migrate() {
        try (PostgresDatabase newer = new PostgresDatabase(connections())) {
            PostgresStore.MIGRATIONS.with("expand.sql").run(newer);
        }
    }

    private synchronized Event open(DeliveryId delivery) {
        Instant at = NOON.plusSeconds(random.nextInt(86_400));
        return new Event(
                Uuid7.at(at, random), EventKind.OPEN, delivery, 0, Client.of("Mozilla/5.0", Set.of()), Network.UNKNOWN);
    }

    private DeliveryId delivered(Store store) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(
                new Delivery(
                        id, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.SENDING, null, null),
                true);
        return id;
    }

    private Store node(int number) {
        return PostgresStore.open(connections(), new UUID(1, number), (joined, secrets) -> {});
    }

    private PostgresConnections connections() {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
    }
}
