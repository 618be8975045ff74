package telltale.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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

class SpoolTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int ALL = 1_000_000;

    @TempDir
    Path folder;

    private final Random random = new Random(42);
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder, 4_096);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void eventsAreReadInTheOrderInWhichTheyWereAdded() throws IOException {
        List<Event> events = events(7);
        spool.add(events.subList(0, 3));
        spool.add(events.subList(3, 7));
        assertEquals(7, spool.waiting());
        assertEquals(7, spool.last());
        Spool.Batch first = spool.oldest(2);
        assertEquals(events.subList(0, 3), first.events(), "events that were added together are read together");
        assertEquals(first.events(), spool.oldest(2).events(), "events are read again until they are acknowledged");
        assertEquals(3, spool.acknowledge(first.last()));
        assertEquals(events.subList(3, 7), spool.oldest(2).events());
        assertEquals(4, spool.acknowledge(7));
        assertTrue(spool.oldest(2).isEmpty());
    }

    @Test
    void afterAPartOfABatchIsAcknowledgedTheRestIsReadAgain() throws IOException {
        List<Event> events = events(6);
        spool.add(events);
        Spool.Batch half = spool.oldest(ALL).part(0, 3);
        assertEquals(3, half.last());
        spool.acknowledge(half.last());
        assertEquals(events.subList(3, 6), spool.oldest(ALL).events());
    }

    @Test
    void theOldestWaitingEventHasATime() throws IOException {
        assertEquals(Optional.empty(), spool.oldestWaiting());
        List<Event> events = events(4);
        spool.add(events.subList(0, 2));
        spool.add(events.subList(2, 4));
        assertEquals(Optional.of(NOON), spool.oldestWaiting());
        spool.acknowledge(spool.oldest(1).last());
        spool.oldest(1);
        assertEquals(Optional.of(NOON.plusMillis(2)), spool.oldestWaiting());
        spool.close();
        open();
        assertTrue(spool.oldestWaiting().isPresent(), "known before the first read, while the database is unavailable");
        spool.acknowledge(4);
        assertEquals(Optional.empty(), spool.oldestWaiting());
    }

    @Test
    void theSizeShrinksWhenAFileWasRead() throws IOException {
        assertEquals(0, spool.bytes());
        List<Event> events = events(200);
        for (Event event : events) {
            spool.add(List.of(event));
        }
        long full = spool.bytes();
        assertTrue(full > 3 * 4_096, () -> "more than three segments: " + full);
        spool.close();
        open();
        assertEquals(full, spool.bytes());
        spool.acknowledge(200);
        assertTrue(spool.bytes() <= 4_096, () -> "one segment: " + spool.bytes());
    }

    @Test
    void waitingEventsAndTheIdSurviveARestart() throws IOException {
        UUID id = spool.id();
        List<Event> events = events(50);
        for (int i = 0; i < 50; i += 5) {
            spool.add(events.subList(i, i + 5));
        }
        spool.quarantine(events(1).get(0), "because");
        spool.acknowledge(spool.oldest(7).last());
        spool.add(events(1));
        reopen();
        assertEquals(id, spool.id());
        assertEquals(1, spool.quarantined());
        assertEquals(51, spool.last());
        assertEquals(41, spool.waiting(), "a record has the number acknowledged when it was written");
        assertEquals(events.subList(10, 50), spool.oldest(ALL).events().subList(0, 40));
    }

    @Test
    void numbersContinueAfterARestartEvenIfAllEventsWereRead() throws IOException {
        for (int i = 0; i < 30; i++) {
            spool.add(events(5));
            spool.acknowledge(spool.last());
        }
        long last = spool.last();
        reopen();
        assertEquals(last, spool.last());
        spool.resumeAfter(last);
        spool.add(events(1));
        assertEquals(last + 1, spool.oldest(1).last());
    }

    @Test
    void eventsThatTheDatabaseHasAreSkipped() throws IOException {
        List<Event> events = events(10);
        spool.add(events);
        reopen();
        assertEquals(4, spool.resumeAfter(4));
        assertEquals(events.subList(4, 10), spool.oldest(ALL).events());
    }

    @Test
    void aRestoredOlderCopyDoesNotReuseNumbers() throws IOException {
        spool.add(events(3));
        reopen();
        assertEquals(3, spool.resumeAfter(10), "the database has more events than the spool");
        List<Event> later = events(2);
        spool.add(later);
        assertEquals(new Spool.Batch(later, 12), spool.oldest(ALL));
        reopen();
        assertEquals(0, spool.resumeAfter(10));
        assertEquals(new Spool.Batch(later, 12), spool.oldest(ALL));
    }

    @Test
    void otherFilesAndEmptySegmentsAreIgnored() throws IOException {
        Files.writeString(folder.resolve("segment-old.bak"), "a copy");
        Files.writeString(folder.resolve("segment-99"), "");
        Files.writeString(folder.resolve("segment-98"), "noise");
        Files.writeString(folder.resolve("id.new"), "half of a na");

        reopen();

        assertEquals(0, spool.waiting());
        assertEquals("a copy", Files.readString(folder.resolve("segment-old.bak")));
    }

    @Test
    void aTornRecordIsNotReadAndIsOverwrittenByTheNext() throws IOException {
        List<Event> events = events(4);
        spool.add(events.subList(0, 2));
        long whole = Files.size(segment());
        spool.add(events.subList(2, 4));
        spool.close();
        for (long length = Files.size(segment()) - 1; length >= whole; length -= 7) {
            try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
                file.setLength(length);
            }
            open();
            assertEquals(events.subList(0, 2), spool.oldest(ALL).events());
            close();
        }
        open();
        List<Event> next = events(1);
        spool.add(next);
        reopen();
        assertEquals(next.get(0), spool.oldest(ALL).events().get(2));
        assertEquals(3, spool.last());
    }

    @Test
    void aChangedByteIsDetected() throws IOException {
        spool.add(events(3));
        spool.close();
        byte[] bytes = Files.readAllBytes(segment());
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= (byte) (1 << random.nextInt(8));
            Files.write(segment(), damaged);
            open();
            assertEquals(0, spool.waiting(), "byte " + i);
            close();
        }
    }

    @Test
    void aRecordThatIsDamagedOnDiskIsReportedAsAnIOException() throws IOException {
        spool.add(events(3));
        try (RandomAccessFile file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.seek(40);
            int was = file.read();
            file.seek(40);
            file.write(~was);
        }
        assertThrows(IOException.class, () -> spool.oldest(ALL));
        assertEquals(3, spool.waiting());
    }

    @Test
    void segmentsAreReusedSoThatTheFolderStaysSmall() throws IOException {
        for (int i = 0; i < 500; i++) {
            spool.add(events(5));
            spool.acknowledge(spool.last());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertTrue(files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                            .count()
                    <= 4);
        }
    }

    @Test
    void everyEventIsReadOnceAfterAnyMixtureOfAddingAcknowledgingOverwritingAndRestarting() throws IOException {
        List<Event> added = new ArrayList<>();
        List<Event> read = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> {
                    List<Event> some = events(1 + random.nextInt(12));
                    spool.add(some);
                    added.addAll(some);
                }
                case 4, 5, 6 -> {
                    Spool.Batch batch = spool.oldest(1 + random.nextInt(40));
                    if (!batch.isEmpty()) {
                        Spool.Batch part =
                                batch.part(0, 1 + random.nextInt(batch.events().size()));
                        read.addAll(part.events());
                        spool.acknowledge(part.last());
                    }
                }
                case 7 -> spool.overwriteAcknowledged();
                default -> {
                    reopen();
                    spool.resumeAfter(read.size());
                }
            }
            assertEquals(added.size() - read.size(), spool.waiting(), "step " + step);
        }
        read.addAll(spool.oldest(ALL).events());
        assertEquals(added, read);
    }

    @Test
    void aSpoolThatIsInUseCannotBeOpened() {
        SpoolInUseException refused = assertThrows(SpoolInUseException.class, () -> Spool.open(folder));
        assertEquals("The spool folder " + folder + " is in use by another Telltale", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no UUID\n", "0190b5a2-0000-7000-8000-00000000\n", "\0\0\0\0"})
    void aDamagedIdIsRestoredFromItsCopy(String damaged) throws IOException {
        UUID id = spool.id();
        List<Event> events = events(5);
        spool.add(events);
        for (String file : List.of("id", "id.copy")) {
            spool.close();
            Files.writeString(folder.resolve(file), damaged);
            open();
            assertEquals(id, spool.id());
            assertEquals(events, spool.oldest(ALL).events());
            assertEquals(id + "\n", Files.readString(folder.resolve(file)));
        }
    }

    @Test
    void anIdWithoutACopyIsCopied() throws IOException {
        UUID id = spool.id();
        spool.close();
        Files.delete(folder.resolve("id.copy"));
        open();
        assertEquals(id, spool.id());
        assertEquals(id + "\n", Files.readString(folder.resolve("id.copy")));
    }

    @Test
    void aSpoolWithRecordsAndWithoutItsIdIsLeftUnchanged() throws IOException {
        UUID id = spool.id();
        List<Event> events = events(5);
        spool.add(events);
        spool.close();
        Path file = folder.resolve("id");
        Files.writeString(file, "damaged");
        Files.delete(folder.resolve("id.copy"));
        DamagedSpoolException refused = assertThrows(DamagedSpoolException.class, () -> Spool.open(folder));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(file + " "), message);
        assertTrue(message.contains("Restore"), message);
        Files.delete(file);
        assertThrows(DamagedSpoolException.class, () -> Spool.open(folder), "a missing id is like a damaged one");
        Files.writeString(file, id + "\n");
        open();
        assertEquals(events, spool.oldest(ALL).events(), "nothing was lost");
    }

    @Test
    void aDamagedIdOfAnEmptySpoolIsReplaced() throws IOException {
        spool.close();
        for (String file : List.of("id", "id.copy")) {
            Files.writeString(folder.resolve(file), "damaged");
        }
        open();
        UUID id = spool.id();
        reopen();
        assertEquals(id, spool.id());
    }

    @Test
    void itsFilesCanBeReadByTheirOwnerOnly() throws IOException {
        spool.add(events(1));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(segment())));
    }

    private void reopen() throws IOException {
        spool.close();
        open();
    }

    private Path segment() {
        return folder.resolve("segment-1");
    }

    private List<Event> events(int number) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            DeliveryId delivery = i % 3 == 2 ? null : new DeliveryId(Uuid7.at(NOON, random));
            boolean click = i % 3 == 1;
            events.add(new Event(
                    Uuid7.at(NOON.plusMillis(i), random),
                    delivery == null ? EventKind.ANONYMOUS_OPEN : click ? EventKind.CLICK : EventKind.OPEN,
                    delivery,
                    click ? i : 0,
                    Client.of("agent \uD83D\uDE80 " + i, Set.of(Client.Flag.VIA)),
                    new Network(Network.Kind.PUBLIC, 0xC63364)));
        }
        return events;
    }
}
