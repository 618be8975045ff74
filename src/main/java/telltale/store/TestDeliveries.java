package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.ImmutableBytes;

/**
 * The test deliveries of the self-test. They are kept apart from deliveries from their creation: their opens and clicks are in no
 * counter, statistic, list, stream or export, and what comes back for them is no report. Their tokens are like others.
 */
public interface TestDeliveries {
    /** How long test deliveries are kept. */
    Duration RETENTION = Duration.ofDays(1);

    /** The events, and the mails, that are kept of a test delivery. */
    int MAX_OF_DELIVERY = 100;

    /** Stores a new test delivery, and deletes those that are old by now. */
    void create(DeliveryId delivery);

    /** Stores what a test has found so far, with its first delivery. */
    void setReport(DeliveryId delivery, String json);

    /** What a test has found so far; empty if there is no such test. */
    Optional<String> report(DeliveryId delivery);

    /** The events of a test delivery, oldest first. */
    List<Event> events(DeliveryId delivery);

    /** The mails that came back for a test delivery, in the order of arrival. */
    List<Mail> mails(DeliveryId delivery);

    /**
     * A mail that came back: the mail of the delivery itself, or a report about it.
     *
     * @param kind what it was read as, by the wire name of its kind
     * @param octets its beginning
     */
    record Mail(Instant receivedAt, String kind, ImmutableBytes octets) {}
}
