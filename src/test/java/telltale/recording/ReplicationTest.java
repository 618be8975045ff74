package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Networks;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.spool.Spool;
import telltale.store.LoggedEvent;
import telltale.store.OpenCounts;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;

/** The event log with a replicated log that is a list in memory. */
@Timeout(60)
class ReplicationTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    @TempDir
    Path folder;

    private final Random random = new Random(42);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
    private final ListLog replicated = new ListLog();
    private Store store;
    private Spool spool;
    private EventLog log;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(folder.resolve("telltale.db"), folder.resolve("native"), Duration.ofSeconds(1));
        spool = Spool.open(folder.resolve("spool"));
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.SENDING, null, null));
        log = new EventLog(
                Supervisor.withoutExit(),
                store,
                spool,
                replicated,
                Networks::builtIn,
                random,
                1_000,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                PrivacyProfile.INDIVIDUAL,
                event -> true);
        log.start();
    }

    @AfterEach
    void close() {
        log.close();
        spool.close();
        store.close();
    }

    @Test
    void aHitIsAnsweredWhenTheLogHasIt() throws Exception {
        hits(100, PrivacyProfile.INDIVIDUAL);
        assertEquals(100, replicated.records.size());
        assertEquals(100, count(HitDisposition.LOGGED));
        assertEquals(0, spool.last(), "nothing is on this disk");
        assertEquals(List.of(new OpenCounts(0)), store.openCounts(List.of(delivery)), "a consumer stores it");
    }

    @Test
    void hitsWaitInTheSpoolUntilTheLogAcceptsThem() throws Exception {
        replicated.isOn = false;
        hits(100, PrivacyProfile.INDIVIDUAL);
        assertEquals(100, spool.waiting());
        assertEquals(100, count(HitDisposition.SPOOLED));
        assertEquals(Optional.of("it is switched off"), log.replicated().flatMap(ReplicatedLog::fault));
        replicated.isOn = true;
        await(() -> replicated.records.size() == 100 && spool.waiting() == 0);
        await(() -> count(HitDisposition.LOGGED) == 100);
        assertEquals(
                log.received(),
                log.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void anOpenUnderTheProfileHygieneReachesNoLog() throws Exception {
        hits(20, PrivacyProfile.HYGIENE);
        await(() -> spool.waiting() == 0);
        assertEquals(0, replicated.records.size());
        await(() -> count(HitDisposition.STORED) == 20);
    }

    @Test
    void withoutTheLogTheSpoolIsMovedIntoTheDatabaseAgain() throws Exception {
        replicated.isOn = false;
        hits(10, PrivacyProfile.INDIVIDUAL);
        log.close();
        log = EventLogs.start(store, spool, random);
        assertTrue(log.awaitStored(Duration.ofSeconds(20)));
        assertEquals(List.of(new OpenCounts(10)), store.openCounts(List.of(delivery)));
    }

    @Test
    void ifTheSpoolFailsWhileTheLogIsLateEachHitIsStoredOnce() throws Exception {
        replicated.isLate = true;
        spool.close();
        hits(50, PrivacyProfile.INDIVIDUAL);
        hits(10, PrivacyProfile.HYGIENE);
        assertEquals(60, count(HitDisposition.STORED));
        assertEquals(50, replicated.records.size());
        List<LoggedEvent> records = new ArrayList<>();
        for (Event event : replicated.records) {
            records.add(LoggedEvent.of(0, records.size(), records.size(), event));
        }
        assertEquals(50, store.logReplay().store(new UUID(0, 1), records).repeated());
        assertEquals(List.of(new OpenCounts(50)), store.openCounts(List.of(delivery)));
    }

    private void hits(int count, PrivacyProfile profile) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            log.append(
                    new Hit(EventKind.OPEN, delivery, 0, NOON, Client.of("Mozilla/5.0", Set.of()), null, profile),
                    answered::countDown);
        }
        assertTrue(answered.await(20, TimeUnit.SECONDS));
    }

    private long count(HitDisposition disposition) {
        return log.counts().getOrDefault(disposition, 0L);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
