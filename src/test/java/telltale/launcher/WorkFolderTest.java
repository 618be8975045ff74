package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
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
    void theLauncherAndTheApplicationAreUnpackedSeparately() throws IOException {
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

            assertThrows(LaunchException.class, () -> folder.unpack(war));
        }
        assertEquals(List.of("app.war"), names());
    }

    @Test
    void leftoversOfAKilledRunAreRemovedByTheNext() throws IOException {
        Path left = Files.createDirectories(temporary.resolve("telltale-" + deadProcess() + "-1/application/WEB-INF"));
        Files.writeString(left.resolve("web.xml"), "");
        Files.writeString(left.resolve("../../lock"), "");

        WorkFolder.create(temporary).close();

        assertEquals(List.of(), names());
    }

    @Test
    void foldersOfRunningProcessesAndOtherUsersStay() throws IOException {
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
    void aFolderThatIsNotLockedYetStays() throws IOException {
        Files.createDirectory(temporary.resolve("telltale-" + deadProcess() + "-1"));

        WorkFolder.create(temporary).close();

        assertEquals(1, names().size());
    }

    @RepeatedTest(20)
    void runsThatRemoveTheSameLeftoversConcurrentlyAllStart() throws Exception {
        long dead = deadProcess();
        for (int i = 0; i < 5; i++) {
            leave(temporary.resolve("telltale-" + dead + "-" + i));
        }
        List<Callable<Integer>> runs = Collections.nCopies(8, () -> {
            WorkFolder.create(temporary).close();
            return 1;
        });
        ExecutorService threads = Executors.newFixedThreadPool(runs.size());

        int started = 0;
        for (Future<Integer> run : threads.invokeAll(runs)) {
            started += run.get();
        }
        threads.shutdown();

        assertEquals(runs.size(), started);
    }

    @Test
    void processesThatRemoveTheSameLeftoversConcurrentlyAllStart() throws Exception {
        long dead = deadProcess();
        for (int i = 0; i < 30; i++) {
            leave(temporary.resolve("telltale-" + dead + "-" + i));
        }
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Tidying.class.getName(),
                            temporary.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            assertEquals("started", process.inputReader().readLine());
            assertEquals(0, process.waitFor());
        }
        assertEquals(List.of(), names());
    }

    /** A run that starts and ends at once. */
    static final class Tidying {
        private Tidying() {}

        public static void main(String[] arguments) throws IOException {
            try (WorkFolder folder = WorkFolder.create(Path.of(arguments[0]))) {
                System.out.println(Files.exists(folder.launcher().resolveSibling("lock")) ? "started" : "not locked");
            }
        }
    }

    private static void leave(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("lock"), "");
        for (int i = 0; i < 20; i++) {
            Path inside = Files.createDirectories(folder.resolve("application/" + i % 5 + "/" + i));
            Files.writeString(inside.resolve("file"), "");
        }
    }

    @Test
    void aTemporaryFolderThatIsMissingIsNamed() {
        Path missing = temporary.resolve("missing");

        LaunchException refusal = assertThrows(LaunchException.class, () -> WorkFolder.create(missing));

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
