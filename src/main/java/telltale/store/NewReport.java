package telltale.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.ImmutableBytes;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;

/**
 * A mail that came back, to be stored.
 *
 * @param id a UUIDv7 of when it was received
 * @param digest the SHA-256 of its octets, by which a mail that comes in twice is stored once
 * @param delivery the delivery that it is about, or null
 * @param match how the delivery was found; {@link ReportMatch#NONE} without one
 * @param raw the beginning of its octets, to be kept as evidence
 * @param forward whether it is forwarded; null unless it is a reply, and replies are forwarded
 */
public record NewReport(
        UUID id,
        Instant receivedAt,
        ReportSource source,
        ImmutableBytes digest,
        ReportFacts facts,
        @Nullable DeliveryId delivery,
        ReportMatch match,
        ImmutableBytes raw,
        @Nullable NewForward forward) {}
