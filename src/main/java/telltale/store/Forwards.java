package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * The replies to forward, which {@link Reports#store} adds with their reports. Writes are durable and throw as in {@link Store}.
 */
public interface Forwards {
    /** How many replies to one delivery are forwarded. */
    int MAX_PER_DELIVERY = 20;
    /** How many replies from one address are forwarded in a {@link #SENDER_PERIOD}. */
    int MAX_PER_SENDER = 100;

    Duration SENDER_PERIOD = Duration.ofHours(1);

    /**
     * A reply that is due.
     *
     * @param mail all its octets
     * @param attempt the number of this attempt, from 1
     * @param since when it was stored
     */
    record Owed(UUID report, DeliveryId delivery, EmailAddress to, ImmutableBytes mail, int attempt, Instant since) {}

    /**
     * Takes the replies that are due, those that wait longest first. No other node gets them meanwhile.
     *
     * @param until when they are due again if no result is recorded, because this process ended
     */
    List<Owed> claim(int limit, Instant now, Instant until);

    /**
     * Stores the result of an attempt. Nothing is stored if the reply was erased, or another attempt has begun.
     *
     * @param next when it is attempted again; null for never, which deletes its octets
     */
    void record(Owed attempted, StoredForward result, @Nullable Instant next);
}
