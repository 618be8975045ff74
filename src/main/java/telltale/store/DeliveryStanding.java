package telltale.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;

/**
 * What decides about the consequences of a report, read in the transaction that stores it.
 *
 * @param state the state of the delivery; {@code BOUNCED} only because of other reports
 * @param acceptedAt when a server accepted the delivery, or null
 * @param recipient the address that the mail was sent to
 * @param topic the name of its topic, or null
 * @param isEngaged whether a person clicked, replied or sent a receipt; also if there are clicks that were not judged yet
 * @param softFailures how many of the recipient's newest deliveries failed one after the other because the mailbox was full or
 *     busy, this one not counted
 * @param softFailureSpan the time from the first of them until now
 */
public record DeliveryStanding(
        DeliveryState state,
        @Nullable Instant acceptedAt,
        EmailAddress recipient,
        @Nullable String topic,
        boolean isEngaged,
        int softFailures,
        Duration softFailureSpan) {}
