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
 * The folder that Telltale keeps its things in: keys, secret, database. It is owner-only, and held by one process at a
 * time from {@link #open} to {@link #close}.
 */
public final class HomeFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    /** The bytes of a key or secret that {@link #random} makes. */
    static final int KEY_BYTES = 32;

    private static final String PROBE = ".writable";
    private static final String DRAFT = ".new";
    /** What an HTTP header can carry (RFC 9110 section 5.5), without blanks. */
    private static final Pattern KEY = Pattern.compile("[!-~]{16,}");

    private static final Logger log = LoggerFactory.getLogger(HomeFolder.class);
    static final String ADMIN_KEY = "key";
    static final String TRACK_KEY = "track-key";
    static final String SECRET = "secret";

    private final Path folder;
    private final HomeLock lock;

    private HomeFolder(Path folder, HomeLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and takes it.
     *
     * @throws StartupException if it cannot be written, or another process holds it
     */
    static HomeFolder open(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                makeOwnerOnly(folder);
            }
            Path probe = Files.createTempFile(folder, PROBE, null);
            // The process that holds the folder may tidy it just now.
            Files.deleteIfExists(probe);
        } catch (IOException refused) {
            throw new StartupException(notWritable(folder), refused);
        }
        HomeFolder home = new HomeFolder(folder, HomeLock.take(folder));
        home.removeLeftovers();
        return home;
    }

    /** Removes what processes left that ended while they tried or wrote the folder. */
    private void removeLeftovers() {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "{" + PROBE + "," + DRAFT + "}*")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | DirectoryIteratorException left) {
            log.warn("Leftovers in {} could not be removed: {}", folder, left.getMessage());
        }
    }

    /** Takes a folder that is there, if it can be had at once; empty if another process holds it. */
    public static Optional<HomeFolder> openIfFree(Path folder) {
        return HomeLock.takeIfFree(folder).map(lock -> new HomeFolder(folder, lock));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The key in that file; empty if there is none, or an empty file that a full disk or a crash left. */
    Optional<String> key(String file) {
        Path path = file(file);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        if (text(path).isBlank()) {
            log.warn("{} is empty: a new key is made, or taken from the other nodes.", path);
            return Optional.empty();
        }
        return Optional.of(readKey(path));
    }

    /** Puts a key into a file that is not there yet. */
    void keepKey(String file, String key) {
        write(file, key + "\n");
    }

    /** A new key or secret: 256 random bits in 43 characters. */
    static String random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The admin key of a home that another process holds. */
    public static String adminKeyOf(Path folder) {
        return readKey(folder.resolve(ADMIN_KEY));
    }

    private static String readKey(Path path) {
        String key = text(path).strip();
        if (!KEY.matcher(key).matches()) {
            throw new StartupException(path + " holds no key: it is one line of at least 16 letters, digits and signs;"
                    + " delete the file, and the next start makes a new one.");
        }
        return key;
    }

    /** What a file holds; bytes that are no text stay visible as such. */
    private static String text(Path path) {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new StartupException(path + " cannot be read: " + failed, failed);
        }
    }

    /** The lines {@code name=value} of the file {@code secret}; none where there is no file yet. */
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

    /** Whether there is a file {@code secret}, whatever it holds. */
    boolean hasSecrets() {
        return Files.exists(file(SECRET));
    }

    /** Replaces that file by one with these lines. */
    void keepSecrets(Map<String, String> secrets) {
        StringBuilder text = new StringBuilder("""
            # Signs what stands in every mail. Keep a copy in a safe place: without it, the pixels
            # of all mails already sent are blind. Never remove a line; a higher number takes over.
            """);
        secrets.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        write(SECRET, text.toString());
    }

    @Override
    public void close() {
        lock.close();
    }

    /** Written beside, synced and moved into place: after a power failure there is the whole file or none. */
    private void write(String name, String content) {
        try {
            Path beside = Files.createTempFile(folder, DRAFT, null);
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(beside, file(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new StartupException(file(name) + " cannot be written: " + failed.getMessage(), failed);
        }
    }

    private static void makeOwnerOnly(Path folder) throws IOException {
        try {
            create(folder);
        } catch (FileAlreadyExistsException made) {
            // By another process that starts at the same time, or it is a file.
            if (!Files.isDirectory(folder)) {
                throw made;
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
        return "The home folder " + folder + " cannot be written by user " + user + ". Let it (sudo install -d -o "
                + user + " -m 700 " + folder + "), or set TELLTALE_HOME to a folder that it can write; where systemd"
                + " starts the server, also allow the folder there: sudo systemctl edit <its unit>, with the lines"
                + " [Service] and ReadWritePaths=" + folder + ".";
    }
}
