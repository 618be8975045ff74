package telltale.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The temporary folder of one run, accessible only by its owner: the unpacked WAR and Tomcat's own files. It is deleted
 * when the run ends; the folder of a killed run is deleted by the next start. Several starts may delete the same leftover
 * folders at once: a file that vanishes is not an error, and a leftover that cannot be deleted prevents no start.
 *
 * <p>This class has no nested classes, so that nothing remains to be loaded if a build has replaced the WAR meanwhile.
 */
final class WorkFolder implements AutoCloseable {
    private static final String PREFIX = "telltale-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,10})-\\d+");
    private static final String LOCK = "lock";
    private static final Duration MAX_TIME_TO_LOCK = Duration.ofMinutes(1);

    private final Path path;
    private final FileChannel lock;

    private WorkFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates the folder of this run, and deletes those of runs that have ended. */
    static WorkFolder create(Path temporary) {
        try {
            // Java creates temporary folders with owner-only permissions (rwx------).
            Path path = Files.createTempDirectory(
                    temporary, PREFIX + ProcessHandle.current().pid() + "-");
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            WorkFolder folder = new WorkFolder(path, lock);
            folder.removeLeftovers(temporary);
            return folder;
        } catch (IOException refused) {
            throw new LaunchException(
                    "Telltale cannot unpack itself into the temporary folder " + temporary + ": " + refused
                            + ". Make it writable, or use another: java -Djava.io.tmpdir=FOLDER -jar app.war.",
                    refused);
        }
    }

    /** The web application, as a Tomcat would unpack it. */
    Path application() {
        return path.resolve("application");
    }

    /** The launcher's own classes, and its libraries under WEB-INF/launcher. */
    Path launcher() {
        return path.resolve("launcher");
    }

    /** Tomcat's base folder. */
    Path tomcat() {
        return path.resolve("tomcat");
    }

    void unpack(Path war) throws IOException {
        Set<Path> created = new HashSet<>();
        try (JarFile file = new JarFile(war.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                Path target = target(entry.getName());
                if (!entry.isDirectory()) {
                    Path folder = target.resolveSibling("");
                    if (created.add(folder)) {
                        Files.createDirectories(folder);
                    }
                    copy(file, entry, target);
                }
            }
        } catch (IOException failed) {
            throw new LaunchException(
                    "Unpacking " + war + " into " + path + " failed: " + failed
                            + ". Check that the file is complete and that the disk has free space.",
                    failed);
        }
    }

    private static void copy(JarFile file, JarEntry entry, Path target) throws IOException {
        try (InputStream content = file.getInputStream(entry)) {
            Files.copy(content, target);
        }
    }

    private Path target(String entry) throws IOException {
        boolean isLauncher = entry.startsWith("telltale/") || entry.startsWith("WEB-INF/launcher/");
        Path target = (isLauncher ? launcher() : application()).resolve(entry).normalize();
        if (!target.startsWith(path)) {
            throw new IOException("it contains a path outside of the target folder: " + entry);
        }
        return target;
    }

    private void removeLeftovers(Path temporary) {
        try {
            for (Path candidate : list(temporary)) {
                if (isLeftover(candidate)) {
                    delete(candidate);
                }
            }
        } catch (IOException left) {
            // The next run tries again.
        }
    }

    /** Whether this is a folder of an ended process; the lock detects processes in other containers, which are invisible. */
    private boolean isLeftover(Path candidate) {
        Matcher name = NAME.matcher(candidate.getFileName().toString());
        try {
            return name.matches()
                    && Files.isDirectory(candidate, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(candidate, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path))
                    && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()
                    && !isLocked(candidate.resolve(LOCK));
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static boolean isLocked(Path lock) throws IOException {
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            return isNew(lock.resolveSibling(""));
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null;
        } catch (OverlappingFileLockException byThisProcess) {
            return true;
        }
    }

    /** Whether a run in another container may have just created the folder, and not its lock yet. */
    private static boolean isNew(Path folder) throws IOException {
        Instant modified =
                Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant();
        return modified.isAfter(Instant.now().minus(MAX_TIME_TO_LOCK));
    }

    @Override
    public void close() throws IOException {
        lock.close();
        delete(path);
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            for (Path inside : list(file)) {
                delete(inside);
            }
        }
        Files.deleteIfExists(file);
    }

    /** The content of a folder; empty if it vanishes. */
    private static List<Path> list(Path folder) throws IOException {
        List<Path> inside = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(inside::add);
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        } catch (NoSuchFileException vanished) {
            // Another run deletes the same leftover.
        }
        return inside;
    }
}
