package telltale.doctor.host;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.doctor.Finding;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/**
 * Checks how long the database takes to answer.
 *
 * @param store null if there is no database yet
 */
public record DatabaseCheck(@Nullable Store store) {
    private static final String SUBJECT = "database";
    private static final Duration SLOW = Duration.ofMillis(200);

    /** Asks it twice, since the first question may open a connection. */
    public List<Finding> run() {
        if (store == null) {
            return List.of(HostFinding.DATABASE_ABSENT.of(SUBJECT, "The file does not exist."));
        }
        try {
            store.health();
            long began = System.nanoTime();
            store.health();
            Duration taken = Duration.ofNanos(System.nanoTime() - began);
            HostFinding type = taken.compareTo(SLOW) > 0 ? HostFinding.DATABASE_SLOW : HostFinding.DATABASE_OK;
            return List.of(type.of(SUBJECT, "A question took " + taken.toMillis() + " ms."));
        } catch (StoreUnavailableException unavailable) {
            return List.of(HostFinding.DATABASE_UNAVAILABLE.of(SUBJECT, "It does not answer."));
        }
    }
}
