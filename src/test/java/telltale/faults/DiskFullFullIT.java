package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Networks;
import telltale.model.Client;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.PrivacyProfile;
import telltale.recording.EventLog;
import telltale.recording.HitDisposition;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;

/** Tests of hits while a disk is full, with two small file systems for the database and for the spool. */
@Timeout(60)
class DiskFullFullIT {
    private static final int HITS = 300;

    @TempDir
    Path folder;

    private SmallDisk databaseDisk;
    private SmallDisk spoolDisk;
    private Store store;
    private Spool spool;
    private EventLog log;

    @BeforeEach
    void open() throws Exception {
        databaseDisk = SmallDisk.mount(folder.resolve("database"));
        spoolDisk = SmallDisk.mount(folder.resolve("spool"));
        Path scratch = folder.resolve("native");
        store = SqliteStore.open(databaseDisk.file("telltale.db"), scratch, Duration.ofSeconds(1));
        spool = Spool.open(spoolDisk.file("spool"));
        log = new EventLog(
                Supervisor.withoutExit(),
                store,
                spool,
                null,
                Networks::builtIn,
                new Random(42),
                10_000,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                PrivacyProfile.INDIVIDUAL,
                event -> false);
        log.start();
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        spool.close();
        store.close();
        databaseDisk.unmount();
        spoolDisk.unmount();
    }

    @Test
    void withAFullDatabaseDiskHitsStayInTheSpoolUntilThereIsSpace() throws Exception {
        databaseDisk.fill();
        assertAllAreAnswered();
        awaitThat(log::isDatabaseUnavailable);
        assertTrue(spool.waiting() > 0);
        assertEquals(0, count(HitDisposition.LOST));
        assertDispositionsAddUp();

        databaseDisk.freeSpace();
        awaitThat(() -> count(HitDisposition.STORED) == HITS && spool.waiting() == 0);
        assertDispositionsAddUp();
        assertEquals(0, store.recount().different());
        assertEquals(HITS, store.recount().events());
    }

    @Test
    void aFullSpoolDiskDelaysNoResponseWhileTheDatabaseWorks() throws Exception {
        spoolDisk.fill();
        assertAllAreAnswered();
        awaitThat(() -> count(HitDisposition.STORED) == HITS);
        assertDispositionsAddUp();
    }

    @Test
    void withBothDisksFullHitsAreAnsweredAndCountedAsLost() throws Exception {
        databaseDisk.fill();
        spoolDisk.fill();
        assertAllAreAnswered();
        assertTrue(count(HitDisposition.LOST) > 0);
        assertTrue(log.isDroppingHits());
        assertDispositionsAddUp();

        databaseDisk.freeSpace();
        spoolDisk.freeSpace();
        awaitThat(() -> !log.isDatabaseUnavailable());
        long lost = count(HitDisposition.LOST);
        assertAllAreAnswered();
        awaitThat(() -> spool.waiting() == 0);
        assertEquals(lost, count(HitDisposition.LOST), "no further hit is lost");
        assertDispositionsAddUp();
        assertEquals(0, store.recount().different());
    }

    private void assertAllAreAnswered() throws Exception {
        CountDownLatch answered = new CountDownLatch(HITS);
        for (int i = 0; i < HITS; i++) {
            Client client = Client.of("A mail client with a name of some length, number " + i, Set.of());
            log.append(
                    new Hit(
                            EventKind.ANONYMOUS_OPEN,
                            null,
                            0,
                            Clock.systemUTC().instant(),
                            client,
                            InetAddress.getLoopbackAddress()),
                    answered::countDown);
        }
        assertTrue(answered.await(30, TimeUnit.SECONDS), () -> answered.getCount() + " hits were not answered");
    }

    private void assertDispositionsAddUp() {
        awaitThat(() -> log.received()
                == log.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    private long count(HitDisposition disposition) {
        return log.counts().getOrDefault(disposition, 0L);
    }

    private static void awaitThat(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            assertFalse(Thread.interrupted(), "the condition was not met in time");
            LockSupport.parkNanos(100_000);
        }
    }
}
