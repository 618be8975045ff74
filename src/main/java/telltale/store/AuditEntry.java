package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;

/**
 * What the audit log has about an operation.
 *
 * @param operation its method and path, such as {@code DELETE /api/v1/keys/{id}}
 * @param target what it was about; addresses are masked
 * @param person the person that it was about; null if it names none
 * @param network the prefix of the client's address, or an empty text if it is unknown
 */
public record AuditEntry(
        Actor actor,
        String operation,
        @Nullable String target,
        @Nullable PersonKey person,
        String network) {
    /** The longest target that is stored, in characters. */
    public static final int MAX_TARGET_LENGTH = 200;

    /**
     * Who it was.
     *
     * @param kind what {@code name} is the name of, such as {@code api-key}
     * @param name empty if it is unknown
     */
    public record Actor(String kind, String name) {}

    public AuditEntry {
        target = target == null || target.length() <= MAX_TARGET_LENGTH
                ? target
                : target.substring(0, MAX_TARGET_LENGTH - 1) + "…";
    }

    /** A copy with another target and person; null for the same. */
    public AuditEntry about(@Nullable String newTarget, @Nullable PersonKey newPerson) {
        return new AuditEntry(
                actor,
                operation,
                newTarget == null ? target : newTarget,
                newPerson == null ? person : newPerson,
                network);
    }
}
