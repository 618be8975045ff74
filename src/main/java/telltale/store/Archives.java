package telltale.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import telltale.model.ImmutableBytes;

/** The messages that senders have published. Writes are durable and throw as in {@link Store}. */
public interface Archives {
    /**
     * A published message.
     *
     * @param id the last segment of its public address
     */
    record Archive(String id, UUID message, Instant publishedAt) {}

    /** The published message of a campaign. */
    Optional<Archive> find(String campaign);

    /** The published message at a public address. */
    Optional<Archive> at(String id);

    /** The page at a public address. */
    Optional<ImmutableBytes> page(String id);

    /**
     * Publishes a message of a campaign in place of the one published before, at the same address if there was one.
     *
     * @param archive its id is that of a campaign without a published message
     * @return what is published now; empty if there is no such campaign
     */
    Optional<Archive> publish(String campaign, Archive archive, ImmutableBytes page);

    /** Withdraws the published message of a campaign; false if there is none. */
    boolean withdraw(String campaign);
}
