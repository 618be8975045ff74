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
 * The name of a spool, made once and kept in its folder: a spool that was deleted never comes back under its name. It is
 * kept twice, because records can be read only under the name that they were written under.
 */
final class SpoolName {
    private static final Logger log = LoggerFactory.getLogger(SpoolName.class);
    private static final String FILE = "id";
    private static final String COPY = "id.copy";
    /** A UUID and the end of the line are shorter; a damaged file may be of any size. */
    private static final int MAX_BYTES = 64;

    private SpoolName() {}

    /**
     * The name that is kept in that folder; a new one where nothing is.
     *
     * @throws DamagedSpoolException if it is lost although the folder holds records
     */
    static UUID of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Path copy = folder.resolve(COPY);
        Optional<UUID> kept = read(file);
        Optional<UUID> name = kept.isPresent() ? kept : read(copy);
        if (name.isEmpty() && hasRecords(folder)) {
            throw new DamagedSpoolException(lost(folder, file));
        }
        if (kept.isEmpty() && (name.isPresent() || Files.exists(file))) {
            log.warn("{} was damaged or missing, and is written {}.", file, name.isPresent() ? "from " + copy : "anew");
        }
        UUID found = name.orElseGet(UUID::randomUUID);
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
            // A text that was cut off can still be a UUID to the parser.
            return Optional.of(UUID.fromString(text))
                    .filter(name -> name.toString().equals(text));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static void write(Path folder, String file, UUID name) throws IOException {
        Path draft = folder.resolve(file + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.US_ASCII)));
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
        return file + " and " + COPY + " beside it hold no name (a UUID) any more. Hits that wait in " + folder
                + " can be read only under the name that they were written under, and nothing was changed. Restore "
                + file + " from a backup of the home. If there is none, move the folder " + folder
                + " away: Telltale makes a new one, and what waited in the old one is not counted.";
    }
}
