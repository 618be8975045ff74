package telltale.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;

/** The web pages of messages. Writes are durable and throw as in {@link Store}. */
public interface MessageViews {
    /** What the web page of a delivery is rendered from; empty if the content was deleted or never existed. */
    Optional<StoredView> find(DeliveryId delivery);

    /**
     * Ends the web pages of a message for all recipients; idempotent.
     *
     * @return false if there is no such message, its content was deleted, or it has no web pages
     */
    boolean end(UUID message, Instant now);
}
