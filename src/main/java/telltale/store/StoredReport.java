package telltale.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;

/**
 * A mail that came back, as stored.
 *
 * @param facts as the rules read it
 * @param correction what a person said that it is, or null
 * @param delivery the delivery that it is about, or null
 * @param campaign the name of the delivery's campaign, or null
 * @param forward what became of its forwarding; null unless it is a reply that came in while replies were forwarded
 * @param size the number of octets that are kept; 0 if they were deleted
 */
public record StoredReport(
        UUID id,
        Instant receivedAt,
        ReportSource source,
        ReportFacts facts,
        @Nullable ReportCorrection correction,
        @Nullable DeliveryId delivery,
        @Nullable String campaign,
        ReportMatch match,
        ReportDecision decision,
        @Nullable StoredForward forward,
        int size) {
    /** The facts with the correction. */
    public ReportFacts effective() {
        return correction == null ? facts : facts.corrected(correction);
    }
}
