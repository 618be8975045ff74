package telltale.store;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/**
 * What one or many recipients get, as the outbox keeps it.
 *
 * @param id a UUIDv7
 * @param campaign what its deliveries belong to, or null
 * @param content what only the sending room reads
 * @param attachments the files that go with it, in their order
 * @param key the hash of the Idempotency-Key that it came under, or null
 * @param digest tells this message from any other under the same key
 */
public record StoredMessage(
        UUID id,
        @Nullable String campaign,
        ImmutableBytes content,
        List<ImmutableBytes> attachments,
        @Nullable ImmutableBytes key,
        long digest) {
    public StoredMessage {
        attachments = List.copyOf(attachments);
    }
}
