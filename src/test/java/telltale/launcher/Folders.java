package telltale.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The folders of servers that tests start. */
public final class Folders {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Folders() {}

    /**
     * Deletes a folder with all that is in it. A server may have started processes that end after it, and still create files.
     *
     * @throws IOException if they have not ended after 30 s, or if something cannot be deleted
     */
    public static void delete(Path folder) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!isDeleted(folder)) {
            if (System.nanoTime() > end) {
                throw new IOException("a process still writes to " + folder);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isDeleted(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (DirectoryNotEmptyException | UncheckedIOException written) {
            return false;
        }
    }
}
