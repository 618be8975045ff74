package telltale.erasure;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.PersonKey;
import telltale.store.Denials.Denial;

/** The ledger of withdrawals in a file: a line for each change, with its number, the key of the person, and what is denied since. */
public final class WithdrawalFile {
    private static final Pattern LINE = Pattern.compile("(\\d{1,18}) ([0-9a-f]{64}) (\\d{1,2})");

    private final LedgerFile file;

    /** @param file need not exist */
    public WithdrawalFile(Path file) {
        this.file = new LedgerFile(file);
    }

    /**
     * What each person denies by the last change.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    Map<PersonKey, Denial> read() {
        Map<PersonKey, Denial> last = new LinkedHashMap<>();
        file.read(
                WithdrawalFile::entry,
                entry -> last.merge(
                        entry.person(), entry, (one, other) -> other.version() < one.version() ? one : other));
        return last;
    }

    private static Optional<Denial> entry(String line) {
        Matcher fields = LINE.matcher(line);
        return fields.matches()
                ? Optional.of(new Denial(
                        Long.parseLong(fields.group(1)),
                        new PersonKey(fields.group(2)),
                        Integer.parseInt(fields.group(3))))
                : Optional.empty();
    }

    /**
     * Appends changes and syncs the file.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    void append(List<Denial> changes) {
        file.append(changes.stream()
                .map(change -> change.version() + " " + change.person().hex() + " " + change.what())
                .toList());
    }
}
