package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.spool.Spool;
import telltale.store.OpenCounts;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

/** The event log with a real database and a real spool. */
@Timeout(60)
class SpoolTransferTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Random random = new Random(42);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
    private Store store;
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        Path scratch = folder.resolve("native");
        store = SqliteStore.open(folder.resolve("telltale.db"), scratch, Duration.ofSeconds(1));
        spool = Spool.open(folder.resolve("spool"));
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.SENDING, null, null));
    }

    @AfterEach
    void close() {
        spool.close();
        store.close();
    }

    @Test
    void aCrashBetweenTheCommitAndTheNextRecordStoresNothingTwice() throws IOException {
        spool.add(events(1_500));
        store.replay(spool.id(), spool.oldest(1_200).events(), 1_500);
        // The process crashes here, before the batch is acknowledged. 500 of its events have no row, because one
        // delivery
        // has at most a thousand a day: they could not be recognized by their ids.

        EventLog log = EventLogs.start(store, spool, random);
        assertTrue(log.awaitStored(TIMEOUT));
        log.close();
        assertEquals(0, spool.waiting());
        assertEquals(List.of(new OpenCounts(1_500)), store.openCounts(List.of(delivery)));
        assertNoDifference(1_000);
        assertEquals(
                log.received(),
                log.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void aQueryCountsEveryHitThatWasAnsweredBefore() throws Exception {
        EventLog log = EventLogs.start(store, spool, random);
        for (int i = 1; i <= 20; i++) {
            CountDownLatch answered = new CountDownLatch(1);
            log.append(hit(i), answered::countDown);
            assertTrue(answered.await(30, TimeUnit.SECONDS));
            assertTrue(log.awaitStored(TIMEOUT));
            assertEquals(List.of(new OpenCounts(i)), store.openCounts(List.of(delivery)));
        }
        log.close();
    }

    @Test
    void hitsAreCountedWhenTheClockIsSetBack() throws Exception {
        EventLog log = EventLogs.start(store, spool, random);
        CountDownLatch answered = new CountDownLatch(30);
        for (int i = 0; i < 30; i++) {
            Instant at = NOON.plus(Duration.ofDays(i % 3 == 0 ? -i : i));
            log.append(new Hit(EventKind.OPEN, delivery, 0, at, Client.of("x", Set.of()), null), answered::countDown);
        }
        assertTrue(answered.await(30, TimeUnit.SECONDS));
        log.close();
        assertEquals(List.of(new OpenCounts(30)), store.openCounts(List.of(delivery)));
        assertEquals(30, store.events(delivery, 100).size());
        assertNoDifference(30);
    }

    @Test
    void concurrentHitsOnOneDeliveryAreCountedExactly() throws Exception {
        EventLog log = EventLogs.start(store, spool, random);
        int callers = 8;
        int hits = 400;
        CountDownLatch answered = new CountDownLatch(callers * hits);
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < hits; i++) {
                    log.append(hit(i), answered::countDown);
                }
            });
            threads.add(thread);
            thread.start();
        }
        assertTrue(answered.await(30, TimeUnit.SECONDS));
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();
        assertEquals(List.of(new OpenCounts((long) callers * hits)), store.openCounts(List.of(delivery)));
        assertEquals(1_000L, log.counts().getOrDefault(HitDisposition.STORED, 0L));
        assertEquals((long) callers * hits - 1_000, log.counts().getOrDefault(HitDisposition.AGGREGATED, 0L));
        assertNoDifference(1_000);
    }

    private Hit hit(int millis) {
        return new Hit(EventKind.OPEN, delivery, 0, NOON.plusMillis(millis), Client.of("x", Set.of()), null);
    }

    private void assertNoDifference(long rows) {
        RecountResult recount = store.recount();
        assertEquals(List.of(), recount.differences());
        assertEquals(rows, recount.events());
    }

    private List<Event> events(int number) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            events.add(new Event(
                    Uuid7.at(NOON.plusMillis(i), random),
                    EventKind.OPEN,
                    delivery,
                    0,
                    Client.of("x", Set.of()),
                    Network.UNKNOWN));
        }
        return events;
    }
}
