package telltale.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;

/** Tests that acknowledged events are overwritten on disk, and that the others can be read however that ends. */
class SpoolOverwritingTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int ALL = 1_000_000;
    private static final int SEGMENT_BYTES = 4_096;

    @TempDir
    private Path folder;

    private final Random random = new Random(42);
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder, SEGMENT_BYTES);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void acknowledgedEventsAreOverwrittenAndWaitingOnesAreNot() throws IOException {
        spool.add(events("gone", 3));
        spool.add(events("gone", 2));
        List<Event> waiting = events("waits", 4);
        spool.add(waiting);
        spool.acknowledge(5);
        assertTrue(isOnDisk("gone"), "until it is overwritten");
        assertTrue(spool.overwriteAcknowledged());
        assertFalse(isOnDisk("gone"));
        assertEquals(waiting, spool.oldest(ALL).events());
        reopen();
        assertEquals(4, spool.waiting());
        assertEquals(waiting, spool.oldest(ALL).events());
    }

    @Test
    void anEventThatWasAddedTogetherWithAWaitingOneIsOverwrittenAfterIt() throws IOException {
        spool.add(events("gone", 3));
        spool.acknowledge(2);
        assertFalse(spool.overwriteAcknowledged());
        assertTrue(isOnDisk("gone"));
        spool.acknowledge(3);
        assertTrue(spool.overwriteAcknowledged());
        assertFalse(isOnDisk("gone"));
    }

    @Test
    void afterEverythingWasOverwrittenNumbersContinue() throws IOException {
        spool.add(events("gone", 3));
        spool.acknowledge(3);
        assertTrue(spool.overwriteAcknowledged());
        reopen();
        assertEquals(3, spool.last());
        assertEquals(0, spool.waiting());
        List<Event> next = events("next", 2);
        spool.add(next);
        assertEquals(next, spool.oldest(ALL).events());
        assertEquals(5, spool.oldest(ALL).last());
    }

    @Test
    void aFileIsOverwrittenWhenAllOfItWasRead() throws IOException {
        for (int i = 0; i < 200; i++) {
            spool.add(events("gone", 1));
        }
        spool.add(events("waits", 1));
        spool.acknowledge(200);
        assertTrue(spool.overwriteAcknowledged(), "the file of the waiting event");
        assertFalse(isOnDisk("gone"));
        assertTrue(isOnDisk("waits"));
    }

    /** A torn record, or one of the version before, which did not overwrite. */
    @Test
    void whatIsBehindTheRecordsOfAFileIsOverwrittenWithIt() throws IOException {
        spool.add(events("gone", 1));
        spool.close();
        Path file = segments().get(0);
        Files.write(file, "gone, too".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        open();
        for (int i = 0; i < 100; i++) {
            spool.add(events("gone", 1));
        }
        spool.add(events("waits", 1));
        spool.acknowledge(101);
        assertTrue(spool.overwriteAcknowledged());
        assertFalse(isOnDisk("gone"));
    }

    /** A crash leaves a part of the header, or all of it, or some of the zeros behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"version", "checksum", "header", "half"})
    void aCrashWhileOverwritingLosesNoWaitingEventAndIsRepeated(String written) throws IOException {
        spool.add(events("gone", 3));
        List<Event> waiting = events("waits", 4);
        spool.add(waiting);
        spool.acknowledge(3);
        Path file = segments().get(0);
        byte[] before = Files.readAllBytes(file);
        assertTrue(spool.overwriteAcknowledged());
        spool.close();
        byte[] after = Files.readAllBytes(file);
        int record = ByteBuffer.wrap(before).getInt(0);
        switch (written) {
            case "version" -> before[24] = after[24];
            case "checksum" -> System.arraycopy(after, 4, before, 4, 4);
            case "header" -> System.arraycopy(after, 0, before, 0, EventFormat.HEADER_BYTES);
            default -> System.arraycopy(after, 0, before, 0, record / 2);
        }
        Files.write(file, before);
        open();
        assertEquals(waiting, spool.oldest(ALL).events());
        assertEquals(7, spool.last());
        assertTrue(spool.overwriteAcknowledged());
        assertFalse(isOnDisk("gone"));
        reopen();
        assertEquals(waiting, spool.oldest(ALL).events());
    }

    @Test
    void anOverwrittenRecordOfAnotherSpoolIsIgnored() throws IOException {
        spool.add(events("gone", 300));
        spool.acknowledge(300);
        assertTrue(spool.overwriteAcknowledged());
        byte[] foreign = Files.readAllBytes(segments().get(0));
        spool.close();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        open();
        List<Event> waiting = events("waits", 2);
        spool.add(waiting);
        spool.close();
        Files.write(folder.resolve("segment-7"), foreign);
        open();
        assertEquals(2, spool.waiting());
        assertEquals(waiting, spool.oldest(ALL).events());
    }

    private boolean isOnDisk(String agent) throws IOException {
        for (Path file : segments()) {
            if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(agent)) {
                return true;
            }
        }
        return false;
    }

    private List<Path> segments() throws IOException {
        List<Path> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "segment-*")) {
            files.forEach(segments::add);
        }
        return segments;
    }

    private void reopen() throws IOException {
        spool.close();
        open();
    }

    private List<Event> events(String agent, int number) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            events.add(new Event(
                    Uuid7.at(NOON.plusMillis(i), random),
                    EventKind.OPEN,
                    new DeliveryId(Uuid7.at(NOON, random)),
                    0,
                    Client.of(agent, Set.of()),
                    Network.UNKNOWN));
        }
        return events;
    }
}
