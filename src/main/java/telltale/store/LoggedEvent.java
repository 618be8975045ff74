package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.Event;

/**
 * A record of a replicated log.
 *
 * @param from the offset after the previous record of its partition; normally its own
 * @param event null if it cannot be stored
 * @param fault why it cannot be stored; null if it can
 */
public record LoggedEvent(
        int partition,
        long from,
        long offset,
        @Nullable Event event,
        @Nullable String fault) {
    /** The same record, which cannot be stored. */
    public LoggedEvent rejected(String reason) {
        return new LoggedEvent(partition, from, offset, null, reason);
    }

    /** A record that can be stored. */
    public static LoggedEvent of(int partition, long from, long offset, Event event) {
        return new LoggedEvent(partition, from, offset, event, null);
    }
}
