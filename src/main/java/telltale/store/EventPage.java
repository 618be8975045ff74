package telltale.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of events.
 *
 * @param next the cursor of the next page, or null if there is none
 */
public record EventPage(List<StoredEvent> events, @Nullable EventCursor next) {
    public EventPage {
        events = List.copyOf(events);
    }

    /** A page made from up to one event more than the limit of a query, in order. */
    public static EventPage of(List<StoredEvent> found, int limit, Function<StoredEvent, EventCursor> cursor) {
        if (found.size() <= limit) {
            return new EventPage(found, null);
        }
        return new EventPage(found.subList(0, limit), cursor.apply(found.get(limit - 1)));
    }
}
