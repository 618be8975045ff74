package telltale.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock on a home folder. A redeployed application waits for its predecessor, in this process and
 * in another one that is shutting down.
 */
final class HomeLock implements AutoCloseable {
    private static final Duration TIMEOUT_WITHIN_PROCESS = Duration.ofSeconds(30);
    private static final Duration TIMEOUT_OTHER_PROCESS = Duration.ofSeconds(5);

    private final String name;
    private final FileChannel channel;

    private HomeLock(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * Locks the folder.
     *
     * @throws StartupException if it is locked by another process
     */
    static HomeLock take(Path folder) {
        return take(folder, TIMEOUT_WITHIN_PROCESS, TIMEOUT_OTHER_PROCESS);
    }

    /** Locks the folder without waiting; empty if it is locked already. */
    static Optional<HomeLock> takeIfFree(Path folder) {
        try {
            return Optional.of(take(folder, Duration.ZERO, Duration.ZERO));
        } catch (HomeInUseException locked) {
            return Optional.empty();
        }
    }

    private static HomeLock take(Path folder, Duration withinProcess, Duration withOthers) {
        try {
            Path real = folder.toRealPath();
            String name = "telltale.home." + real;
            claimWithinProcess(name, real, withinProcess);
            try {
                return new HomeLock(name, lockFile(real, withOthers));
            } catch (IOException | RuntimeException failed) {
                System.getProperties().remove(name);
                throw failed;
            }
        } catch (IOException failed) {
            throw new StartupException(
                    "The home folder " + folder + " cannot be locked: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        } finally {
            System.getProperties().remove(name);
        }
    }

    /**
     * Closing any channel on a file drops the whole process's locks on it (POSIX), so a second instance in this
     * process must not even open it. Instances detect each other by a system property, which all class
     * loaders share.
     */
    private static void claimWithinProcess(String name, Path folder, Duration patience) {
        boolean claimed = await(patience, () -> System.getProperties().putIfAbsent(name, "held") == null);
        if (!claimed) {
            throw new HomeInUseException("The home folder " + folder + " is in use by another Telltale in this server;"
                    + " stop that one, or set TELLTALE_HOME to another folder.");
        }
    }

    private static FileChannel lockFile(Path folder, Duration patience) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!await(patience, () -> tryLock(channel) != null)) {
                throw new HomeInUseException("The home folder " + folder + " is in use by another process ("
                        + holder(file) + "); stop that one, or set TELLTALE_HOME to another folder.");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    "process " + ProcessHandle.current().pid()));
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** The text that the holder wrote into the file; any other content is ignored. */
    private static String holder(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip();
        return text.matches("process [0-9]{1,10}") ? text : "unknown";
    }

    private static @Nullable FileLock tryLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static boolean await(Duration patience, java.util.function.BooleanSupplier done) {
        long end = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return true;
    }
}
