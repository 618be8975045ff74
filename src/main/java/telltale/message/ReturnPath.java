package telltale.message;

import java.time.Instant;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;

/** The identifiers in a mail by which whatever comes back about it finds its delivery. The defaults are those of unsigned mail. */
public interface ReturnPath {
    /** The left side of the Message-ID, which is also the envelope identifier (RFC 3461 section 4.4): printable ASCII. */
    default String messageId(DeliveryId delivery) {
        return delivery.toString();
    }

    /**
     * The envelope sender (RFC 5321 section 4.4).
     *
     * @param firstAttempt when the first attempt to send it began
     * @return empty for the author
     */
    default Optional<EmailAddress> sender(DeliveryId delivery, Instant firstAttempt) {
        return Optional.empty();
    }

    /** The address that the recipient unsubscribes at by mail; empty if mail to it would not be read. */
    default Optional<EmailAddress> unsubscribe(DeliveryId delivery) {
        return Optional.empty();
    }

    /** The header fields for complaints; empty without an address for them. */
    default Optional<ComplaintFields> complaints(DeliveryId delivery) {
        return Optional.empty();
    }
}
