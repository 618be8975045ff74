package telltale.erasure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ledger in a file: lines are appended and never changed. A line that was truncated by a crash, or is none, is skipped. */
final class LedgerFile {
    private static final Logger log = LoggerFactory.getLogger(LedgerFile.class);

    private final Path file;

    /** @param file need not exist */
    LedgerFile(Path file) {
        this.file = file;
    }

    /**
     * Passes on the entries in order.
     *
     * @param entry reads a line; empty if it is no entry
     * @throws UncheckedIOException if the file cannot be read
     */
    <T> void read(Function<String, Optional<T>> entry, Consumer<T> reader) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> entry.apply(line.strip())
                            .ifPresentOrElse(
                                    reader,
                                    () -> log.warn(
                                            "A line of {} is not an entry of the ledger, and is skipped.", file)));
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be read", failed);
        }
    }

    /**
     * Appends lines and syncs the file. A line break comes first, in case the last line is truncated.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    synchronized void append(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        String text = "\n" + String.join("\n", lines) + "\n";
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
    }
}
