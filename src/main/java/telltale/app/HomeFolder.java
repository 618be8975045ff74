package telltale.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folder that Telltale keeps its things in: keys, secret, database. It is owner-only, and held by one process at a
 * time from {@link #open} to {@link #close}.
 */
final class HomeFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final int KEY_BYTES = 32;
    static final String ADMIN_KEY = "key";
    private static final String SIGNING = "signing.";

    private final Path folder;
    private final HomeLock lock;

    private HomeFolder(Path folder, HomeLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, and takes it.
     *
     * @throws CannotStart if it cannot be written, or another process holds it
     */
    static HomeFolder open(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                makeOwnerOnly(folder);
            }
            Path probe = Files.createTempFile(folder, ".writable", null);
            Files.delete(probe);
        } catch (IOException refused) {
            throw new CannotStart(notWritable(folder), refused);
        }
        return new HomeFolder(folder, HomeLock.take(folder));
    }

    /** Takes a folder that is there, if it can be had at once; empty if another process holds it. */
    static Optional<HomeFolder> openIfFree(Path folder) {
        return HomeLock.takeIfFree(folder).map(lock -> new HomeFolder(folder, lock));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** The key in that file, made at the first start: 256 random bits in 43 characters. */
    String key(String file) {
        Path path = file(file);
        try {
            if (Files.exists(path)) {
                return readKey(path);
            }
            String key = random();
            write(path, key + "\n");
            return key;
        } catch (IOException failed) {
            throw new CannotStart("The key in " + path + " cannot be read or made: " + failed.getMessage(), failed);
        }
    }

    /** The admin key of a home that another process holds. */
    static String adminKeyOf(Path folder) {
        Path path = folder.resolve(ADMIN_KEY);
        try {
            return readKey(path);
        } catch (IOException failed) {
            throw new CannotStart("The key in " + path + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static String readKey(Path path) throws IOException {
        String key = Files.readString(path).strip();
        if (key.length() < 16) {
            throw new CannotStart(path + " holds no key of at least 16 characters;"
                    + " delete the file, and the next start makes a new one.");
        }
        return key;
    }

    /**
     * The signing keys by number, from the file {@code secret}, which the first start makes. Lines
     * {@code signing.<number>=<base64url>}; the highest number signs, and all of them check.
     */
    Map<Integer, byte[]> signingKeys() {
        Path path = file("secret");
        try {
            if (!Files.exists(path)) {
                write(path, """
                        # Signs what stands in every mail. Keep a copy in a safe place: without it, the pixels
                        # of all mails already sent are blind. Never remove a line; a higher number takes over.
                        """ + SIGNING + "1=" + random() + "\n");
            }
            Map<Integer, byte[]> keys = new TreeMap<>();
            for (String line : Files.readAllLines(path)) {
                if (line.startsWith(SIGNING)) {
                    int equals = line.indexOf('=');
                    keys.put(
                            Integer.parseInt(
                                    line.substring(SIGNING.length(), equals).strip()),
                            Base64.getUrlDecoder()
                                    .decode(line.substring(equals + 1).strip()));
                }
            }
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("no line begins with " + SIGNING);
            }
            return new HashMap<>(keys);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException failed) {
            throw new CannotStart(
                    "The signing keys in " + path + " cannot be read; restore the file from a backup, for a new one"
                            + " would make every mail already sent blind (" + failed.getMessage() + ").",
                    failed);
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    private static String random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Written beside, synced and moved into place: after a power failure there is the whole file or none. */
    private void write(Path path, String content) throws IOException {
        Path beside = Files.createTempFile(folder, ".new", null);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(content.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(beside, path);
    }

    private static void makeOwnerOnly(Path folder) throws IOException {
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
