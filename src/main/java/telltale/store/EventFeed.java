package telltale.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The events in the order in which each node stored them, for readers that continue where they stopped. */
public interface EventFeed {
    /** How long events stay in the feed at least. */
    Duration RETENTION = Duration.ofDays(2);

    /** The position after all stored events. */
    FeedPosition end();

    /**
     * Reads the events after a position. If some of them are no longer kept, it continues with the oldest that are.
     *
     * @param until the position at which reading ends, or null for all stored events
     * @param limit the maximum number of events
     */
    FeedChunk after(FeedPosition position, @Nullable FeedPosition until, int limit);

    /**
     * Deletes some entries that are older than {@link #RETENTION}.
     *
     * @return how many
     */
    int deleteOld();
}
