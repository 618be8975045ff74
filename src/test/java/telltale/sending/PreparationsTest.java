package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.model.Uuid7;

class PreparationsTest {
    private final Random random = new Random(42);
    private final DeliveryId one = id();
    private final DeliveryId two = id();

    @TempDir
    Path folder;

    @Test
    void aDeliveryIsNotedOnlyWhileItIsPrepared() {
        try (Preparations preparations = open()) {
            Set<DeliveryId> during = preparations.during(one, () -> preparations.during(two, this::notesNow));
            assertEquals(Set.of(one, two), during);
            assertEquals(Set.of(), notesNow());
        }
    }

    @Test
    void aFailureThatTheWorkerSurvivesLeavesNoNote() {
        try (Preparations preparations = open()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> preparations.during(one, () -> {
                        throw new IllegalStateException();
                    }));
            assertThrows(
                    StackOverflowError.class,
                    () -> preparations.during(one, () -> {
                        throw new StackOverflowError();
                    }));
            assertEquals(Set.of(), preparations.lost());
            assertEquals(Set.of(), notesNow());
        }
    }

    @Test
    void aPreparationThatEndsItsWorkerStaysNotedUntilItIsCounted() {
        try (Preparations preparations = open()) {
            assertThrows(
                    OutOfMemoryError.class,
                    () -> preparations.during(one, () -> {
                        throw new OutOfMemoryError();
                    }));
            preparations.during(two, () -> "done");
            assertEquals(Set.of(one), preparations.lost());
            assertEquals(Set.of(one), notesNow());
            preparations.settle(Set.of(one));
            assertEquals(Set.of(), preparations.lost());
            assertEquals(Set.of(), notesNow());
        }
    }

    @Test
    void aNoteOfThePreviousProcessStaysUntilItIsCounted() {
        try (Preparations preparations = open()) {
            assertThrows(
                    OutOfMemoryError.class,
                    () -> preparations.during(one, () -> {
                        throw new OutOfMemoryError();
                    }));
        }
        try (Preparations preparations = open()) {
            preparations.during(two, () -> "done");
            assertEquals(Set.of(one), notesNow());
            preparations.settle(preparations.lost());
            assertEquals(Set.of(), notesNow());
        }
    }

    @Test
    void aDamagedFileIsOverwritten() throws Exception {
        Files.writeString(folder.resolve("preparing"), "no note at all, and no multiple of sixteen bytes");
        try (Preparations preparations = open()) {
            assertEquals(Set.of(), preparations.lost());
            assertEquals(Set.of(one), preparations.during(one, this::notesNow));
        }
    }

    @Test
    void withoutTheFileDeliveriesArePreparedNevertheless() throws Exception {
        Files.createDirectory(folder.resolve("preparing"));
        try (Preparations preparations = open()) {
            assertEquals("done", preparations.during(one, () -> "done"));
        }
    }

    /** The notes that the next process would find if this one ended now. */
    private Set<DeliveryId> notesNow() {
        try (Preparations next = open()) {
            return next.lost();
        }
    }

    private Preparations open() {
        return Preparations.open(folder.resolve("preparing"));
    }

    private DeliveryId id() {
        return new DeliveryId(Uuid7.at(Instant.parse("2026-11-22T12:00:00Z"), random));
    }
}
