package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkFolderTest {
    @TempDir
    private Path temporary;

    @Test
    void onlyItsOwnerMayLookInside() throws IOException {
        try (WorkFolder folder = WorkFolder.create(temporary)) {
            Path path = folder.application().resolveSibling("");

            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws IOException {
        try (WorkFolder folder = WorkFolder.create(temporary)) {
            folder.unpack(war("WEB-INF/web.xml", "telltale/launcher/Main.class"));
        }

        assertEquals(List.of("app.war"), names());
    }

    @Test
    void theLauncherAndTheApplicationAreUnpackedApart() throws IOException {
        try (WorkFolder folder = WorkFolder.create(temporary)) {
            folder.unpack(war("WEB-INF/web.xml", "WEB-INF/launcher/tomcat/a.jar", "telltale/launcher/Main.class"));

            assertTrue(Files.exists(folder.application().resolve("WEB-INF/web.xml")));
            assertFalse(Files.exists(folder.application().resolve("telltale")));
            assertTrue(Files.exists(folder.launcher().resolve("WEB-INF/launcher/tomcat/a.jar")));
            assertTrue(Files.exists(folder.launcher().resolve("telltale/launcher/Main.class")));
        }
    }

    @Test
    void aFileThatWouldLandOutsideIsRefused() throws IOException {
        try (WorkFolder folder = WorkFolder.create(temporary)) {
            Path war = war("../../outside");

            assertThrows(CannotStart.class, () -> folder.unpack(war));
        }
        assertEquals(List.of("app.war"), names());
    }

    @Test
    void whatAKilledRunLeftGoesWhenTheNextBegins() throws IOException {
        Path left = Files.createDirectories(temporary.resolve("telltale-" + deadProcess() + "-1/application/WEB-INF"));
        Files.writeString(left.resolve("web.xml"), "");

        WorkFolder.create(temporary).close();

        assertEquals(List.of(), names());
    }

    @Test
    void whatBelongsToALivingProcessOrToSomeoneElseStays() throws IOException {
        List<String> others =
                List.of("telltale-" + ProcessHandle.current().pid() + "-1", "telltale-notes", "telltale-x-1", "other");
        for (String other : others) {
            Files.createDirectory(temporary.resolve(other));
        }
        Files.createSymbolicLink(
                temporary.resolve("telltale-" + deadProcess() + "-2"), Files.createDirectory(temporary.resolve("aim")));

        WorkFolder.create(temporary).close();

        assertEquals(others.size() + 2, names().size());
    }

    @Test
    void aTemporaryFolderThatIsMissingIsNamed() {
        Path missing = temporary.resolve("missing");

        CannotStart refusal = assertThrows(CannotStart.class, () -> WorkFolder.create(missing));

        assertTrue(refusal.sentence().contains(missing.toString()), refusal.sentence());
        assertTrue(refusal.sentence().contains("java.io.tmpdir"), refusal.sentence());
    }

    private static long deadProcess() throws IOException {
        Process process = new ProcessBuilder("true").start();
        process.onExit().join();
        return process.pid();
    }

    private Path war(String... entries) throws IOException {
        Path war = temporary.resolve("app.war");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(war))) {
            for (String entry : entries) {
                jar.putNextEntry(new JarEntry(entry));
                jar.write(entry.length());
            }
        }
        return war;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
