package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

/** Tests that dropped and erased events do not stay in the files of the spool, with a real database and a real spool. */
@Timeout(60)
class SpoolCleaningTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
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

    private void awaitGone(String agent) throws IOException {
        while (isOnDisk(agent)) {
            Thread.onSpinWait();
        }
    }

    private boolean isOnDisk(String agent) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("spool"), "segment-*")) {
            for (Path file : files) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(agent)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void open(EventLog log, String agent) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        log.append(new Hit(EventKind.OPEN, delivery, 0, NOON, Client.of(agent, Set.of()), null), answered::countDown);
        answered.await();
    }
}
