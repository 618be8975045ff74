package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFolderTest {
    @TempDir
    Path parent;

    @Test
    void everythingInItIsForItsOwnerAlone() throws Exception {
        Path folder = parent.resolve("deep/home");
        try (HomeFolder home = HomeFolder.open(folder)) {
            new NodeKeys(home, null, true).loadOrGenerate();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals("rw-------", permissions(folder.resolve("key")));
            assertEquals("rw-------", permissions(folder.resolve("secret")));
        }
    }

    @Test
    void anOwnKeyMayBePutThereButNoShortOne() throws Exception {
        try (HomeFolder home = HomeFolder.open(parent)) {
            Files.writeString(parent.resolve("key"), "my-own-key-of-some-length\n");
            assertEquals(Optional.of("my-own-key-of-some-length"), home.key("key"));
            Files.writeString(parent.resolve("key"), "short\n");
            assertThrows(StartupException.class, () -> home.key("key"));
        }
    }

    @Test
    void anEmptyKeyFileIsAsGoodAsNone() throws Exception {
        Files.writeString(parent.resolve("key"), "\n");
        try (HomeFolder home = HomeFolder.open(parent)) {
            new NodeKeys(home, null, false).loadOrGenerate();
        }
        assertEquals(43, Files.readString(parent.resolve("key")).strip().length());
    }

    @Test
    void aKeyFileThatIsNoTextIsNamed() throws Exception {
        Files.write(parent.resolve("track-key"), new byte[64]);
        try (HomeFolder home = HomeFolder.open(parent)) {
            StartupException refused =
                    assertThrows(StartupException.class, () -> new NodeKeys(home, null, true).loadOrGenerate());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(parent.resolve("track-key") + ""),
                    refused.getMessage());
        }
    }

    @Test
    void aLockFileThatHoldsAnythingIsTakenOver() throws Exception {
        Files.write(parent.resolve("lock"), new byte[] {(byte) 0xFF, 0, (byte) 0xC3, 10});

        HomeFolder.open(parent).close();

        assertEquals("process " + ProcessHandle.current().pid(), Files.readString(parent.resolve("lock")));
    }

    @Test
    void leftoversOfAttemptsToWriteAreRemoved() throws Exception {
        Files.writeString(parent.resolve(".writable123.tmp"), "");
        Files.writeString(parent.resolve(".new456.tmp"), "half a sec");
        Files.writeString(parent.resolve(".notes"), "of the owner");

        HomeFolder.open(parent).close();

        try (Stream<Path> files = Files.list(parent)) {
            assertEquals(
                    Set.of(".notes", "lock"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @RepeatedTest(20)
    void processesThatMakeTheFolderAtTheSameTimeAllGetIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Boolean>> starts = Collections.nCopies(4, () -> {
            try (HomeFolder home = HomeFolder.open(parent.resolve("deep/home"))) {
                new NodeKeys(home, null, true).loadOrGenerate();
                return true;
            }
        });
        for (Future<Boolean> start : threads.invokeAll(starts)) {
            assertTrue(start.get());
        }
        threads.shutdown();
    }

    @Test
    void anotherProcessThatHoldsItIsNamed() throws Exception {
        Process other = holdInAnotherProcess(parent);
        try {
            StartupException refused = assertThrows(StartupException.class, () -> HomeFolder.open(parent));
            assertTrue(String.valueOf(refused.getMessage()).contains("process " + other.pid()), refused.getMessage());
        } finally {
            other.destroy();
            other.waitFor();
        }
        HomeFolder.open(parent).close();
    }

    @Test
    void aSecondInstanceInThisProcessWaitsForTheFirst() throws Exception {
        HomeFolder first = HomeFolder.open(parent);
        Thread second = new Thread(() -> HomeFolder.open(parent).close());
        second.start();
        while (second.getState() != Thread.State.TIMED_WAITING && second.isAlive()) {
            Thread.onSpinWait();
        }
        assertTrue(second.isAlive());
        first.close();
        second.join();
    }

    @Test
    void aFolderThatIsAFileIsRefusedWithTheRemedy() throws Exception {
        Path file = Files.writeString(parent.resolve("home"), "");
        StartupException refused = assertThrows(StartupException.class, () -> HomeFolder.open(file));
        assertTrue(String.valueOf(refused.getMessage()).contains("TELLTALE_HOME"), refused.getMessage());
    }

    private static Process holdInAnotherProcess(Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HomeHolder.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        assertEquals("held", process.inputReader().readLine());
        return process;
    }

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
