package telltale.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The id of a spool, a random UUID in a file of its folder: a new spool never has the id of a deleted one. The file has a
 * copy, because records can be read only with the id that they were written with.
 */
final class SpoolName {
    private static final Logger log = LoggerFactory.getLogger(SpoolName.class);
    private static final String FILE = "id";
    private static final String COPY = "id.copy";
    /** The maximum size of a valid file, a UUID and a line break; a damaged file may be of any size. */
    private static final int MAX_BYTES = 64;

    private SpoolName() {}

    /**
     * Returns the id of the spool in a folder, or creates one for an empty folder.
     *
     * @throws DamagedSpoolException if the id is lost although the folder has records
     */
    static UUID of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Path copy = folder.resolve(COPY);
        Optional<UUID> original = read(file);
        Optional<UUID> id = original.isPresent() ? original : read(copy);
        if (id.isEmpty() && hasRecords(folder)) {
            throw new DamagedSpoolException(lost(folder, file));
        }
        if (original.isEmpty() && (id.isPresent() || Files.exists(file))) {
            log.warn(
                    "{} is damaged or missing, and is written {}.",
                    file,
                    id.isPresent() ? "from " + copy : "with a new id");
        }
        UUID found = id.orElseGet(UUID::randomUUID);
        for (String place : List.of(FILE, COPY)) {
            if (!read(folder.resolve(place)).equals(Optional.of(found))) {
                write(folder, place, found);
            }
        }
        return found;
    }

    private static Optional<UUID> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
            // The parser accepts some truncated UUIDs.
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static void write(Path folder, String file, UUID id) throws IOException {
        Path draft = folder.resolve(file + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(draft, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        SpoolFiles.syncFolder(folder);
    }

    private static boolean hasRecords(Path folder) throws IOException {
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(folder, "segment-*")) {
            for (Path segment : segments) {
                if (Segment.isName(segment) && Files.size(segment) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String lost(Path folder, Path file) {
        return "The id of the spool is lost: neither " + file + " nor " + COPY
                + " beside it contains a UUID. The hits in "
                + folder + " can be read only with the id that they were written with; nothing was changed. Restore "
                + file + " from a backup of the home directory. If there is none, move the folder " + folder
                + " away: Telltale creates a new one, and the hits in the old one are not counted.";
    }
}
