package telltale.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;

/**
 * Selects operations of the audit log; null selects all.
 *
 * @param actor the name of the key or user
 * @param from the earliest time
 * @param to the first later time
 * @param before the id of an operation that the first one precedes
 * @param limit the maximum number of operations
 */
public record AuditQuery(
        @Nullable String actor,
        @Nullable String operation,
        @Nullable PersonKey person,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID before,
        int limit) {}
