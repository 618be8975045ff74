package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Networks;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.spool.Spool;
import telltale.supervision.Supervisor;

/** What of an open under the profile hygiene reaches the disk of a node. */
@Timeout(60)
class HygieneRecordingTest {
    private static final Instant AFTERNOON = Instant.parse("2026-11-22T15:04:05.678Z");
    private static final String AGENT = "A mail client of a person";
    private static final int ALL = 1_000_000;

    private final Random random = new Random(42);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(AFTERNOON, random));
    private final GatedStore store = new GatedStore();

    @TempDir
    Path folder;

    private Spool spool;
    private EventLog log;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder);
        log = new EventLog(
                Supervisor.withoutExit(),
                store,
                spool,
                null,
                Networks::builtIn,
                random,
                100,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                PrivacyProfile.HYGIENE,
                event -> event.client().agent().equals(AGENT) && event.network().prefix() != 0);
        log.start();
    }

    @AfterEach
    void close() {
        store.commits.release(ALL);
        log.close();
        spool.close();
    }

    private static Hit hit(EventKind kind, DeliveryId delivery, String agent) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, 77});
            return new Hit(kind, delivery, 0, AFTERNOON, Client.of(agent, Set.of()), address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void append(Hit hit) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        log.append(hit, answered::countDown);
        assertTrue(answered.await(10, TimeUnit.SECONDS));
    }

    private long count(HitDisposition disposition) {
        return log.counts().getOrDefault(disposition, 0L);
    }

    @Test
    void onlyTheDeliveryAndTheDateReachTheSpool() throws Exception {
        append(hit(EventKind.OPEN, delivery, AGENT));

        Event spooled = spool.oldest(10).events().get(0);
        assertEquals(Instant.parse("2026-11-22T00:00:00Z"), spooled.at());
        assertEquals(delivery, spooled.delivery());
        assertEquals(Client.NONE, spooled.client());
        assertEquals(Network.UNKNOWN, spooled.network());
        long prefix = Networks.builtIn()
                .classify(InetAddress.getByAddress(new byte[] {(byte) 198, 51, 100, 77}))
                .prefix();
        String prefixBytes =
                new String(ByteBuffer.allocate(Long.BYTES).putLong(prefix).array(), StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains(AGENT) || content.contains(prefixBytes), file.toString());
            }
        }
    }

    @Test
    void opensByProgramsAndClicksAreAnsweredAndNotSpooled() throws Exception {
        append(hit(EventKind.OPEN, delivery, "a program"));
        append(hit(EventKind.CLICK, delivery, AGENT));
        assertEquals(0, spool.last());
        assertEquals(2, count(HitDisposition.UNRECORDED));
    }

    @Test
    void whileTheDatabaseIsUnavailableNothingIsRecordedAndItIsCounted() throws Exception {
        store.stop();
        store.commits.release(ALL);
        append(hit(EventKind.OPEN, delivery, AGENT));
        EventLogTest.awaitThat(log::isDatabaseUnavailable);
        append(hit(EventKind.OPEN, delivery, AGENT));
        assertEquals(1, count(HitDisposition.UNCHECKED));
        assertEquals(1, spool.last());

        store.resume();
        EventLogTest.awaitThat(() -> count(HitDisposition.STORED) > 0 && !log.isDatabaseUnavailable());
        append(hit(EventKind.OPEN, delivery, AGENT));
        assertEquals(2, spool.last());
        assertEquals(List.of(1, 1), sizes());
    }

    private List<Integer> sizes() {
        EventLogTest.awaitThat(() -> store.batches().size() == 2);
        return store.batches().stream().map(List::size).toList();
    }

    @Test
    void anOpenThatTheDatabaseRejectsIsNotQuarantined() throws Exception {
        store.reject("");
        store.commits.release(ALL);
        append(hit(EventKind.OPEN, delivery, AGENT));
        EventLogTest.awaitThat(() -> count(HitDisposition.LOST) > 0);
        assertEquals(0, spool.quarantined());
    }
}
