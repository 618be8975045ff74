package telltale.erasure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.PersonKey;
import telltale.store.PersonRights.Erasure;
import telltale.store.PersonRights.Kept;

/**
 * The ledger of erasures in a file: a line for each, with the key of the person, the time, and the number of what was kept.
 * Lines are appended and never changed. A line that was truncated by a crash, or is none, is skipped.
 */
public final class ErasureFile {
    private static final Logger log = LoggerFactory.getLogger(ErasureFile.class);
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\S{20,40}) ([0-3])");

    private final Path file;

    /** @param file need not exist */
    public ErasureFile(Path file) {
        this.file = file;
    }

    /**
     * The entries by person; of several the last.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    Map<PersonKey, Erasure> read() {
        Map<PersonKey, Erasure> entries = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> entry(line)
                            .ifPresentOrElse(
                                    entry -> entries.put(entry.person(), entry),
                                    () -> log.warn(
                                            "A line of {} is not an entry of the ledger, and is skipped.", file)));
            return entries;
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be read", failed);
        }
    }

    private static Optional<Erasure> entry(String line) {
        Matcher fields = LINE.matcher(line.strip());
        if (!fields.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Erasure(
                    new PersonKey(fields.group(1)),
                    Instant.parse(fields.group(2)),
                    Kept.of(Integer.parseInt(fields.group(3)))));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /**
     * Appends entries and syncs the file. A line break comes first, in case the last line is truncated.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    synchronized void append(Collection<Erasure> entries) {
        if (entries.isEmpty()) {
            return;
        }
        String lines = entries.stream()
                .map(entry -> "\n" + entry.person().hex() + " " + entry.at() + " "
                        + entry.kept().bits())
                .collect(Collectors.joining("", "", "\n"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be written", failed);
        }
    }
}
