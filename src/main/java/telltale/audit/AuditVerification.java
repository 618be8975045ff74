package telltale.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of verifying the audit log.
 *
 * @param broken the first fault; null if there is none
 */
public record AuditVerification(
        int chains, long rows, @Nullable Fault broken) {
    /**
     * A fault in a chain.
     *
     * @param sequence of the row that is missing or was changed
     * @param id of the row; null if it is missing
     * @param reason a sentence
     */
    public record Fault(UUID chain, long sequence, @Nullable UUID id, String reason) {}

    /** Whether nothing is missing and nothing was changed. */
    public boolean isIntact() {
        return broken == null;
    }
}
