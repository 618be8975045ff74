package telltale.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.store.FeedPosition;

/**
 * The events that this node's reader read last, which all listeners share: each has but a number of the next event it
 * gets. Thread-safe.
 */
final class RecentEvents {
    /** About 2 MB. */
    private static final int MAX_KEPT = 2_000;

    private static final FeedPosition START = new FeedPosition(Instant.EPOCH, new TreeMap<>());

    private List<StreamedEvent> kept = new ArrayList<>();
    /** The number of the first event that is kept. */
    private long first;
    /** The position before it. */
    private FeedPosition floor = START;

    private FeedPosition head = START;
    private boolean isStarted;

    /** Begins at a position; what was kept before is forgotten. */
    synchronized void start(FeedPosition position) {
        first += kept.size() + 1;
        kept = new ArrayList<>();
        floor = position;
        head = position;
        isStarted = true;
    }

    synchronized void stop() {
        start(START);
        isStarted = false;
    }

    /** The position of the reader; null while it does not read. */
    synchronized @Nullable FeedPosition head() {
        return isStarted ? head : null;
    }

    /** The position of the reader if no event follows the one before a number; otherwise null. */
    synchronized @Nullable FeedPosition headAt(long number) {
        return isStarted && number == first + kept.size() ? head : null;
    }

    synchronized void add(List<StreamedEvent> events, FeedPosition position) {
        kept.addAll(events);
        int surplus = kept.size() - MAX_KEPT;
        if (surplus > 0) {
            floor = kept.get(surplus - 1).entry().position();
            kept = new ArrayList<>(kept.subList(surplus, kept.size()));
            first += surplus;
        }
        head = position;
    }

    /**
     * The number of the next event for a listener, which may get events again that it has; -1 if it lacks events that are not
     * kept.
     */
    synchronized long following(FeedPosition position) {
        if (!isStarted || !position.includes(floor)) {
            return -1;
        }
        int low = 0;
        int high = kept.size();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (position.includes(kept.get(middle - 1).entry().position())) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return first + low;
    }

    /**
     * The events from a number on.
     *
     * @return null if the first of them is no longer kept
     */
    synchronized @Nullable List<StreamedEvent> from(long number) {
        if (!isStarted || number < first || number > first + kept.size()) {
            return null;
        }
        int from = (int) (number - first);
        return List.copyOf(kept.subList(from, kept.size()));
    }
}
