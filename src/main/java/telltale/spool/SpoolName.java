package telltale.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The name of a spool, made once and kept in its folder: a spool that was deleted never comes back under its name. */
final class SpoolName {
    private SpoolName() {}

    static UUID of(Path folder) throws IOException {
        Path file = folder.resolve("id");
        if (!Files.exists(file)) {
            Path draft = folder.resolve("id.new");
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap((UUID.randomUUID() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            SpoolFiles.syncFolder(folder);
        }
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (IllegalArgumentException damaged) {
            throw new IOException(file + " holds no UUID", damaged);
        }
    }
}
