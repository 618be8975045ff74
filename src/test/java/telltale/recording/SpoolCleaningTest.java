package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
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
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

/** Tests that dropped and erased events do not stay in the files of the spool, with a real database and a real spool. */
@Timeout(60)
class SpoolCleaningTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Random random = new Random(42);
    private final PersonKeys keys = new PersonKeys(new byte[32]);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
    private Store store;
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        store = SqliteStore.open(
                folder.resolve("telltale.db"),
                folder.resolve("native"),
                Duration.ofSeconds(1),
                address -> Optional.of(keys.keyOf(address)));
        spool = Spool.open(folder.resolve("spool"));
        store.insert(new Delivery(delivery, ANN, "spring", "Hi", DeliveryState.SENDING, null, null));
    }

    @AfterEach
    void close() {
        spool.close();
        store.close();
    }

    @Test
    void aHitAfterAWithdrawalIsDroppedAndOverwritten() throws Exception {
        store.persons().setTracked(delivery, false, NOON);
        EventLog log = EventLogs.start(store, spool, random);
        open(log, "dropped-agent");
        assertTrue(log.awaitStored(TIMEOUT));
        assertEquals(1, log.counts().getOrDefault(HitDisposition.WITHDRAWN, 0L));
        awaitGone("dropped-agent");
        log.close();
        assertEquals(List.of(), store.events(delivery, 10));
    }

    @Test
    void aHitOfNoKnownDeliveryIsDroppedAndOverwritten() throws Exception {
        store.persons().erase(ANN);
        EventLog log = EventLogs.start(store, spool, random);
        open(log, "dropped-agent");
        assertTrue(log.awaitStored(TIMEOUT));
        awaitGone("dropped-agent");
        log.close();
    }

    @Test
    void theEarlierHitsOfAnErasedPersonAreOverwrittenWithoutAnotherHit() throws Exception {
        EventLog log = EventLogs.start(store, spool, random);
        open(log, "erased-agent");
        assertTrue(log.awaitStored(TIMEOUT));
        assertEquals(1, store.persons().erase(ANN).events());
        awaitGone("erased-agent");
        log.close();
    }

    @Test
    void anOverwritingThatTheEndOfTheProcessPreventedIsMadeUpFor() throws Exception {
        store.persons().setTracked(delivery, false, NOON);
        Event event = new Event(
                Uuid7.at(NOON, random),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("dropped-agent", Set.of()),
                Network.UNKNOWN);
        spool.add(List.of(event));
        assertEquals(1, store.replay(spool.id(), List.of(event), 1).withdrawn().size());
        // The process is killed here.
        spool.close();
        spool = Spool.open(folder.resolve("spool"));
        EventLog log = EventLogs.start(store, spool, random);
        awaitGone("dropped-agent");
        log.close();
    }

    @Test
    void aRejectedHitIsQuarantinedUntilItsPersonIsErased() throws Exception {
        DeliveryId other = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(other, BEN, "spring", "Hi", DeliveryState.SENDING, null, null));
        rejectEvents();
        EventLog log = EventLogs.start(store, spool, random);
        open(log, delivery, Instant.now(), "rejected-agent");
        open(log, other, Instant.now(), "other-agent");
        while (spool.quarantined() < 2) {
            Thread.onSpinWait();
        }
        var erased = store.persons().erase(ANN);
        assertEquals(1, erased.deliveries());
        awaitGone("rejected-agent");
        assertTrue(isOnDisk("other-agent"));
        assertEquals(1, spool.quarantined());
        log.close();
    }

    @Test
    void aHitThatIsNeverStoredIsNotQuarantined() throws Exception {
        store.persons().setTracked(delivery, false, NOON);
        rejectEvents();
        EventLog log = EventLogs.start(store, spool, random);
        open(log, delivery, Instant.now(), "dropped-agent");
        assertTrue(log.awaitStored(TIMEOUT));
        awaitGone("dropped-agent");
        assertEquals(0, spool.quarantined());
        log.close();
    }

    @Test
    void aQuarantinedHitIsOverwrittenAfterAWeek() throws Exception {
        Client client = Client.of("old-agent", Set.of());
        Instant old = Instant.now().minus(Duration.ofDays(8));
        spool.quarantine(
                new Event(Uuid7.at(old, random), EventKind.OPEN, delivery, 0, client, Network.UNKNOWN), "because");
        EventLog log = EventLogs.start(store, spool, random);
        awaitGone("old-agent");
        assertEquals(0, spool.quarantined());
        log.close();
    }

    private void rejectEvents() throws SQLException {
        String file = "jdbc:sqlite:" + folder.resolve("telltale.db");
        try (Connection connection = Objects.requireNonNull(new JDBC().connect(file, new Properties()));
                Statement statement = connection.createStatement()) {
            statement.execute("create trigger reject before insert on events begin select raise(abort, 'no'); end");
        }
    }

    private void awaitGone(String agent) throws IOException {
        while (isOnDisk(agent)) {
            Thread.onSpinWait();
        }
    }

    private boolean isOnDisk(String agent) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder.resolve("spool"), "{segment-*,quarantine.tsv}")) {
            for (Path file : files) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(agent)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void open(EventLog log, String agent) throws InterruptedException {
        open(log, delivery, NOON, agent);
    }

    private static void open(EventLog log, DeliveryId opened, Instant at, String agent) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        log.append(new Hit(EventKind.OPEN, opened, 0, at, Client.of(agent, Set.of()), null), answered::countDown);
        answered.await();
    }
}
