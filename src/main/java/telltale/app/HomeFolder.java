package telltale.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The home folder, which contains keys, secret and database. It is accessible only by its owner, and locked by one
 * process at a time from {@link #open} to {@link #close}.
 */
public final class HomeFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    /** The length of a key or secret that {@link #newKey} generates. */
    static final int KEY_BYTES = 32;

    private static final String PROBE = ".writable";
    private static final String DRAFT = ".new";
    /** Characters allowed in an HTTP header (RFC 9110 section 5.5), without blanks. */
    private static final Pattern KEY = Pattern.compile("[!-~]{16,}");

    private static final Logger log = LoggerFactory.getLogger(HomeFolder.class);
    static final String ADMIN_KEY = "key";
    static final String TRACK_KEY = "track-key";

    private static final String AUDIT_HEAD = "audit-head";
    static final String SECRET = "secret";

    private final Path folder;
    private final HomeLock lock;

    private HomeFolder(Path folder, HomeLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Creates the folder if it is missing, and locks it.
     *
     * @throws StartupException if it is not writable, or locked by another process
     */
    static HomeFolder open(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                makeOwnerOnly(folder);
            }
            Path probe = Files.createTempFile(folder, PROBE, null);
            // The process that holds the lock may remove it concurrently.
            Files.deleteIfExists(probe);
        } catch (IOException refused) {
            throw new StartupException(notWritable(folder), refused);
        }
        HomeFolder home = new HomeFolder(folder, HomeLock.take(folder));
        home.removeLeftovers();
        return home;
    }

    /** Removes files of processes that ended while they probed or wrote to the folder. */
    private void removeLeftovers() {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "{" + PROBE + "," + DRAFT + "}*")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | DirectoryIteratorException left) {
            log.warn("Leftover files in {} could not be removed: {}", folder, left.getMessage());
        }
    }

    /** Locks an existing folder without waiting; empty if another process holds the lock. */
    public static Optional<HomeFolder> openIfFree(Path folder) {
        return HomeLock.takeIfFree(folder).map(lock -> new HomeFolder(folder, lock));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The key in a file; empty if there is no file, or an empty one left by a full disk or a crash. */
    Optional<String> key(String file) {
        Path path = file(file);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        if (text(path).isBlank()) {
            log.warn("{} is empty: a new key is generated, or copied from the other nodes.", path);
            return Optional.empty();
        }
        return Optional.of(readKey(path));
    }

    /** Writes a key into a new file. */
    void writeKey(String file, String key) {
        write(file, key + "\n");
    }

    /** Generates a key or secret: 256 random bits in 43 characters. */
    static String newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The admin key in a home that another process has locked. */
    public static String adminKeyOf(Path folder) {
        return readKey(folder.resolve(ADMIN_KEY));
    }

    private static String readKey(Path path) {
        String key = text(path).strip();
        if (!KEY.matcher(key).matches()) {
            throw new StartupException(
                    path + " contains no valid key, which is one line of at least 16 letters, digits and signs."
                            + " Delete the file, and the next start generates a new one.");
        }
        return key;
    }

    /** The content of a file; bytes that are not UTF-8 become replacement characters. */
    private static String text(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new StartupException(path + " cannot be read: " + failed, failed);
        }
    }

    /** The entries {@code name=value} of the file {@code secret}; none if there is no file yet. */
    Map<String, String> secrets() {
        Path path = file(SECRET);
        Map<String, String> secrets = new TreeMap<>();
        if (Files.exists(path)) {
            text(path).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    secrets.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            });
        }
        return secrets;
    }

    /** Whether the file {@code secret} exists, with any content. */
    boolean hasSecrets() {
        return Files.exists(file(SECRET));
    }

    /** Replaces the file of signing keys, {@value #SECRET}. */
    void writeSecrets(Map<String, String> secrets) {
        StringBuilder text = new StringBuilder("""
            # Signs the addresses in every mail. Keep a copy in a safe place: without it, mail that was
            # already sent can no longer be tracked. Never remove a line; the highest number is used.
            """);
        secrets.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        write(SECRET, text.toString());
    }

    /** The end of this node's chain in the audit log, as it was written last; empty before. */
    Optional<String> auditHead() {
        return Files.exists(file(AUDIT_HEAD)) ? Optional.of(text(file(AUDIT_HEAD))) : Optional.empty();
    }

    /** Replaces the end of this node's chain in the audit log. */
    void writeAuditHead(String head) {
        write(AUDIT_HEAD, head + "\n");
    }

    @Override
    public void close() {
        lock.close();
    }

    /** Writes a temporary file, syncs it and moves it into place: after a power failure the file is complete or absent. */
    private void write(String name, String content) {
        try {
            Path draft = Files.createTempFile(folder, DRAFT, null);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new StartupException(file(name) + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private static void makeOwnerOnly(Path folder) throws IOException {
        try {
            create(folder);
        } catch (FileAlreadyExistsException exists) {
            // Created by another process that starts at the same time, or it is a file.
            if (!Files.isDirectory(folder)) {
                throw exists;
            }
        }
    }

    private static void create(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
        } else {
            Files.createDirectory(folder);
        }
    }

    private static String notWritable(Path folder) {
        String user = System.getProperty("user.name");
        return "The home folder " + folder + " is not writable for user " + user + ". Create it (sudo install -d -o "
                + user + " -m 700 " + folder + "), or set TELLTALE_HOME to a writable folder. If systemd"
                + " starts the server, also allow the folder there: sudo systemctl edit <unit>, with the lines"
                + " [Service] and ReadWritePaths=" + folder + ".";
    }
}
