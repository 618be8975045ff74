package telltale.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.FailureClass;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;

/**
 * Which reports to return, newest first. What is null does not restrict them.
 *
 * @param kind the kind, corrected if it was
 * @param type the class of the failure, corrected if it was
 * @param campaign the name of the delivery's campaign
 * @param from the earliest time of receipt
 * @param to the time of receipt before which they are
 * @param before the id of the last report of the previous page
 * @param limit the maximum number
 */
public record ReportQuery(
        @Nullable ReportKind kind,
        @Nullable FailureClass type,
        @Nullable ReportMatch match,
        @Nullable DeliveryId delivery,
        @Nullable String campaign,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable UUID before,
        int limit) {
    /** The reports about a delivery. */
    public static ReportQuery of(DeliveryId delivery, int limit) {
        return new ReportQuery(null, null, null, delivery, null, null, null, null, limit);
    }

    /**
     * Returns this query for another page.
     *
     * @param last the report before whose arrival the page begins, or null for the newest
     */
    public ReportQuery page(@Nullable UUID last, int size) {
        return new ReportQuery(kind, type, match, delivery, campaign, from, to, last, size);
    }
}
