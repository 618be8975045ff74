package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFolderTest {
    @TempDir
    Path parent;

    @Test
    void everythingInItIsForItsOwnerAlone() throws Exception {
        Path folder = parent.resolve("deep/home");
        try (HomeFolder home = HomeFolder.open(folder)) {
            new NodeKeys(home, null, true).make();
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
            assertThrows(CannotStart.class, () -> home.key("key"));
        }
    }

    @Test
    void anotherProcessThatHoldsItIsNamed() throws Exception {
        Process other = holdInAnotherProcess(parent);
        try {
            CannotStart refused = assertThrows(CannotStart.class, () -> HomeFolder.open(parent));
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
        CannotStart refused = assertThrows(CannotStart.class, () -> HomeFolder.open(file));
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
