package telltale.erasure;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.PersonKey;
import telltale.store.PersonRights.Erasure;
import telltale.store.PersonRights.Kept;

/** The ledger of erasures in a file: a line for each, with the key of the person, the time, and the number of what was kept. */
public final class ErasureFile {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) (\\S{20,40}) ([0-3])");

    private final LedgerFile file;

    /** @param file need not exist */
    public ErasureFile(Path file) {
        this.file = new LedgerFile(file);
    }

    /**
     * The entries by person; of several the last.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    Map<PersonKey, Erasure> read() {
        Map<PersonKey, Erasure> entries = new LinkedHashMap<>();
        file.read(ErasureFile::entry, entry -> entries.put(entry.person(), entry));
        return entries;
    }

    private static Optional<Erasure> entry(String line) {
        Matcher fields = LINE.matcher(line);
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
     * Appends entries and syncs the file.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    void append(Collection<Erasure> entries) {
        file.append(entries.stream()
                .map(entry -> entry.person().hex() + " " + entry.at() + " "
                        + entry.kept().bits())
                .toList());
    }
}
