package telltale.store;

import java.util.UUID;
import telltale.model.ImmutableBytes;

/**
 * What the outbox keeps for one recipient.
 *
 * @param message which message's content it gets
 * @param data what belongs to this recipient alone, and only the sending room reads
 */
public record StoredCopy(UUID message, ImmutableBytes data) {}
