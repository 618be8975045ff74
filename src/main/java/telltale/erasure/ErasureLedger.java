package telltale.erasure;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.PersonKey;
import telltale.store.PersonRights;
import telltale.store.PersonRights.Erasure;

/**
 * Keeps the ledger of erasures in the database and the one in the home folder equal. An entry that only the file has means
 * that the database was restored from an older backup: that person is erased again.
 */
public final class ErasureLedger {
    private static final Logger log = LoggerFactory.getLogger(ErasureLedger.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int PAGE = 1_000;

    private final PersonRights rights;
    private final ErasureFile file;

    public ErasureLedger(PersonRights rights, ErasureFile file) {
        this.rights = rights;
        this.file = file;
    }

    /** Adds an erasure to the file at once; if that fails, a later {@link #step} does. */
    public void add(Erasure erasure) {
        try {
            file.append(List.of(erasure));
        } catch (UncheckedIOException failed) {
            log.error("An erasure is in the database, but not in the ledger in the home folder yet", failed);
        }
    }

    /**
     * Erases again who is erased by the file alone, and appends to the file what the database alone has.
     *
     * @return the time until the next step
     */
    public Duration step() {
        Map<PersonKey, Erasure> inFile = file.read();
        Map<PersonKey, Erasure> inDatabase = inDatabase();
        List<Erasure> unknown = new ArrayList<>(inFile.values());
        unknown.removeIf(entry -> inDatabase.containsKey(entry.person()));
        eraseAgain(unknown);
        inDatabase.keySet().removeAll(inFile.keySet());
        file.append(inDatabase.values());
        return INTERVAL;
    }

    private void eraseAgain(List<Erasure> unknown) {
        int found = 0;
        for (Erasure entry : unknown) {
            found += rights.eraseAgain(entry) ? 1 : 0;
        }
        if (!unknown.isEmpty()) {
            log.warn(
                    "The database does not know {} erasures of the ledger in the home folder, as after the restoration of"
                            + " an older backup. They were repeated: {} of these persons were stored.",
                    unknown.size(),
                    found);
        }
    }

    private Map<PersonKey, Erasure> inDatabase() {
        Map<PersonKey, Erasure> entries = new HashMap<>();
        PersonKey last = null;
        List<Erasure> page;
        do {
            page = rights.erasures(last, PAGE);
            page.forEach(entry -> entries.put(entry.person(), entry));
            last = page.isEmpty() ? last : page.get(page.size() - 1).person();
        } while (page.size() == PAGE);
        return entries;
    }
}
