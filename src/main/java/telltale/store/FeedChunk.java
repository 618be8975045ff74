package telltale.store;

import java.util.List;

/**
 * Some consecutive events of the feed.
 *
 * @param entries the events; erased ones are left out
 * @param next the position after them
 * @param isReset whether events before these are no longer kept, so that they are missing
 * @param isMore whether more events are stored
 */
public record FeedChunk(List<Entry> entries, FeedPosition next, boolean isReset, boolean isMore) {
    /**
     * An event of the feed.
     *
     * @param source the source that it belongs to
     * @param position the position after it
     */
    public record Entry(StoredEvent event, int source, FeedPosition position) {
        /** Whether it was read before a position was reached. */
        public boolean isBefore(FeedPosition other) {
            return other.mark(source).compareTo(position.mark(source)) >= 0;
        }
    }

    public FeedChunk {
        entries = List.copyOf(entries);
    }
}
