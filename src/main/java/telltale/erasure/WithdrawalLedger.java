package telltale.erasure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.PersonKey;
import telltale.store.Denials;
import telltale.store.Denials.Denial;

/**
 * Keeps a copy of what persons deny in the home folder. If the database knows fewer changes than the file, it was restored from an
 * older backup: what is denied by the file is denied again.
 */
public final class WithdrawalLedger {
    private static final Logger log = LoggerFactory.getLogger(WithdrawalLedger.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int PAGE = 1_000;
    private static final long UNREAD = -1;

    private final Denials denials;
    private final WithdrawalFile file;
    private final Clock clock;
    /** The number of the last change in the file. */
    private long reached = UNREAD;

    public WithdrawalLedger(Denials denials, WithdrawalFile file, Clock clock) {
        this.denials = denials;
        this.file = file;
        this.clock = clock;
    }

    /**
     * Denies again what only the file has, and appends to the file what has changed in the database.
     *
     * @return the time until the next step
     */
    public synchronized Duration step() {
        if (reached == UNREAD) {
            reached = file.read().values().stream()
                    .mapToLong(Denial::version)
                    .max()
                    .orElse(0);
        }
        long version = denials.version();
        if (version < reached) {
            denyAgain(reached + 1);
            version = denials.version();
        }
        if (version > reached) {
            appendChanges();
            reached = version;
        }
        return INTERVAL;
    }

    private void denyAgain(long version) {
        List<Denial> denied = file.read().values().stream()
                .filter(denial -> denial.what() != 0)
                .toList();
        int repeated = denials.denyAgain(denied, version, clock.instant());
        log.warn(
                "The database knows fewer withdrawals than the home folder, as after the restoration of an older backup."
                        + " What {} persons do not allow was stored again.",
                repeated);
    }

    private void appendChanges() {
        PersonKey last = null;
        List<Denial> page;
        do {
            page = denials.changed(reached, last, PAGE);
            file.append(page);
            last = lastOf(page);
        } while (page.size() == PAGE);
    }

    private static @Nullable PersonKey lastOf(List<Denial> page) {
        return page.isEmpty() ? null : page.get(page.size() - 1).person();
    }
}
