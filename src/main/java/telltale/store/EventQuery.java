package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;

/**
 * A query for a page of the events of deliveries.
 *
 * @param from the time of the first event, or null
 * @param to the time before which the last event was, or null
 * @param campaign the campaign, or null for all
 * @param delivery the delivery, or null for all
 * @param kind the kind, or null for opens and clicks
 * @param isOldestFirst whether the oldest event comes first
 * @param after the cursor of the page before, or null for the first page
 * @param limit the page size
 */
public record EventQuery(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String campaign,
        @Nullable DeliveryId delivery,
        @Nullable EventKind kind,
        boolean isOldestFirst,
        @Nullable EventCursor after,
        int limit) {
    /** The maximum size of a page. */
    public static final int MAX_LIMIT = 1_000;
    /** The maximum number of events that are read for a page; the page may then have fewer events than its size. */
    public static final int MAX_SCANNED = 20_000;

    public EventQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
        }
    }

    /** The query for the page after a cursor. */
    public EventQuery after(EventCursor cursor) {
        return new EventQuery(from, to, campaign, delivery, kind, isOldestFirst, cursor, limit);
    }

    /** The query for fewer events at a time. */
    public EventQuery limited(int fewer) {
        return new EventQuery(from, to, campaign, delivery, kind, isOldestFirst, after, fewer);
    }

    /** Whether only some events of its range are asked for. */
    public boolean isFiltered() {
        return campaign != null || kind != null;
    }

    /** Whether an event is among those that are asked for. */
    public boolean includes(StoredEvent stored) {
        Event event = stored.event();
        return (from == null || !event.at().isBefore(from))
                && (to == null || event.at().isBefore(to))
                && (campaign == null || campaign.equals(stored.campaign()))
                && (kind == null ? event.delivery() != null : kind == event.kind());
    }
}
