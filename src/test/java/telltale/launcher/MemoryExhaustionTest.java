package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryExhaustionTest {
    @TempDir
    private Path folder;

    private final List<Integer> halts = new ArrayList<>();
    private MemoryExhaustion exhaustion;
    private Path log;

    @BeforeEach
    void make() throws IOException {
        log = folder.resolve("err");
        exhaustion = new MemoryExhaustion(new FileOutputStream(log.toFile()), halts::add, 256L << 20);
    }

    @Test
    void anErrorAmongTheCausesEndsTheProcessWithOneLine() throws IOException {
        exhaustion.accept(new IllegalStateException(new OutOfMemoryError("Java heap space")));

        assertEquals(List.of(MemoryExhaustion.EXIT_STATUS), halts);
        assertTrue(Files.readString(log).startsWith("Telltale ran out of memory ("), Files.readString(log));
        assertTrue(Files.readString(log).contains("java -Xmx512m -jar app.war"), Files.readString(log));
        assertEquals(1, Files.readAllLines(log).size());
    }

    @Test
    void aThreadThatCannotStartIsNotReportedAsAFullHeap() throws IOException {
        exhaustion.accept(new OutOfMemoryError("unable to create native thread: possibly out of memory"));

        assertEquals(List.of(MemoryExhaustion.EXIT_STATUS), halts);
        assertTrue(Files.readString(log).contains("could not start a thread"), Files.readString(log));
    }

    @Test
    void otherErrorsDoNotEndTheProcess() throws IOException {
        exhaustion.accept(new StackOverflowError());

        assertEquals(List.of(), halts);
        assertEquals("", Files.readString(log));
    }

    @Test
    void aProcessThatRunsOutOfMemoryExitsAtOnceWithAMessage() throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-cp",
                        folderOf(MemoryExhaustion.class) + File.pathSeparator + folderOf(Hungry.class),
                        Hungry.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertEquals(MemoryExhaustion.EXIT_STATUS, process.waitFor());
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertTrue(
                lines.get(lines.size() - 1).startsWith("Telltale ran out of memory (-Xmx16m) and stops"), "" + lines);
    }

    /** Two folders only, since the arguments of a very long command line are not known to the process itself. */
    private static Path folderOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** A server with a thread that allocates all memory. */
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] arguments) throws InterruptedException {
            MemoryExhaustion.install();
            Thread hungry = new Thread(() -> {
                List<byte[]> kept = new ArrayList<>();
                for (int size = 1024 * 1024; ; size = Math.max(16, size / 2)) {
                    fill(kept, size);
                }
            });
            hungry.start();
            Thread.sleep(60_000);
        }

        /** Allocates down to the last bytes, so that none are left for the last line. */
        private static void fill(List<byte[]> kept, int size) {
            try {
                while (true) {
                    kept.add(new byte[size]);
                }
            } catch (OutOfMemoryError smaller) {
                if (size <= 16) {
                    throw smaller;
                }
            }
        }
    }
}
