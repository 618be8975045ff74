package telltale.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.settings.Secret;

class HomeFolderTest {
    @TempDir
    Path parent;

    @Test
    void everythingInItIsForItsOwnerAlone() throws Exception {
        Path folder = parent.resolve("deep/home");
        try (HomeFolder home = HomeFolder.open(folder)) {
            home.key("key");
            home.signingKeys();
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals("rw-------", permissions(folder.resolve("key")));
            assertEquals("rw-------", permissions(folder.resolve("secret")));
        }
    }

    @Test
    void keysAndSecretStayTheSame() {
        Path folder = parent.resolve("home");
        String key;
        byte[] secret;
        try (HomeFolder home = HomeFolder.open(folder)) {
            key = home.key("key");
            secret = home.signingKeys().get(1);
            assertNotEquals(key, home.key("track-key"));
        }
        try (HomeFolder home = HomeFolder.open(folder)) {
            assertEquals(key, home.key("key"));
            assertArrayEquals(secret, home.signingKeys().get(1));
        }
        assertEquals(43, key.length());
    }

    @Test
    void anOwnKeyMayBePutThereButNoShortOne() throws Exception {
        try (HomeFolder home = HomeFolder.open(parent)) {
            Files.writeString(parent.resolve("key"), "my-own-key-of-some-length\n");
            assertEquals("my-own-key-of-some-length", home.key("key"));
            Files.writeString(parent.resolve("key"), "short\n");
            assertThrows(CannotStart.class, () -> home.key("key"));
        }
    }

    @Test
    void aDamagedSecretIsNeverReplacedByANewOne() throws Exception {
        try (HomeFolder home = HomeFolder.open(parent)) {
            Files.writeString(parent.resolve("secret"), "signing.1=%%%\n");
            CannotStart refused = assertThrows(CannotStart.class, home::signingKeys);
            assertTrue(String.valueOf(refused.getMessage()).contains("backup"), refused.getMessage());
            assertEquals("signing.1=%%%\n", Files.readString(parent.resolve("secret")));
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

    @Test
    void anOwnSecretGivesTheSameKeysOnEveryNode() {
        Secret secret = new Secret("a secret of more than thirty-two characters");
        try (HomeFolder one = HomeFolder.open(parent.resolve("one"));
                HomeFolder two = HomeFolder.open(parent.resolve("two"))) {
            assertArrayEquals(
                    SigningKeys.of(secret, one).get(0),
                    SigningKeys.of(secret, two).get(0));
        }
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
