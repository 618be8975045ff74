package telltale.store;

import java.util.UUID;
import telltale.model.ImmutableBytes;

/**
 * The stored data of one recipient.
 *
 * @param message the id of the message
 * @param data the recipient's own data, in the format of the sending package
 */
public record StoredCopy(UUID message, ImmutableBytes data) {}
