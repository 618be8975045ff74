package telltale.stream;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.FeedPosition;
import telltale.store.StoreUnavailableException;

/**
 * What the listeners that follow the reader get in one step. Those with the same filter at the same place get the same bytes, so
 * many of them cost little more than one. For one thread.
 */
final class SharedMessages {
    /** Bytes after which a listener waits for its next turn. */
    private static final int TURN_BYTES = 32 * 1024;
    /** Events that are judged at a time. */
    private static final int TURN_EVENTS = 100;
    /** About 2 MB. */
    private static final int MAX_KEPT = 64;

    private static final Logger log = LoggerFactory.getLogger(SharedMessages.class);

    private final RecentEvents recent;
    private final EventJudge judge;
    private final Map<Place, Turn> turns = new HashMap<>();
    private boolean isUnavailable;

    private record Place(StreamFilter filter, long number) {}

    /** What a listener gets in one turn. */
    static final class Turn {
        /** The messages of the events that its filter accepts. */
        final byte[] messages;
        /** The number of the next event. */
        final long next;
        /** The position after the turn; null if there was no event. */
        final @Nullable FeedPosition reached;

        Turn(byte[] messages, long next, @Nullable FeedPosition reached) {
            this.messages = messages;
            this.next = next;
            this.reached = reached;
        }
    }

    SharedMessages(RecentEvents recent, EventJudge judge) {
        this.recent = recent;
        this.judge = judge;
    }

    /** Begins a step: what was made in the one before is forgotten. */
    void begin() {
        turns.clear();
        isUnavailable = false;
    }

    /**
     * The next turn of a listener; without events while the database is unavailable.
     *
     * @param number the number of its next event
     * @return null if that event is no longer kept
     */
    @Nullable
    Turn turn(StreamFilter filter, long number) {
        Place place = new Place(filter, number);
        Turn made = turns.get(place);
        if (made == null) {
            made = make(filter, number);
            if (made != null && turns.size() < MAX_KEPT) {
                turns.put(place, made);
            }
        }
        return made;
    }

    private @Nullable Turn make(StreamFilter filter, long number) {
        List<StreamedEvent> events = recent.from(number);
        if (events == null) {
            return null;
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int taken = 0;
        while (taken < events.size() && messages.size() < TURN_BYTES) {
            List<StreamedEvent> some = events.subList(taken, Math.min(events.size(), taken + TURN_EVENTS));
            if (!isJudged(some, filter)) {
                break;
            }
            some.forEach(event -> event.writeTo(messages, filter));
            taken += some.size();
        }
        FeedPosition reached = taken == 0 ? null : events.get(taken - 1).entry().position();
        return new Turn(messages.toByteArray(), number + taken, reached);
    }

    /**
     * Some judged events for a listener that has a part of them; none while the database is unavailable.
     *
     * @param number the number of its next event
     * @return null if that event is no longer kept
     */
    @Nullable
    List<StreamedEvent> events(StreamFilter filter, long number) {
        List<StreamedEvent> events = recent.from(number);
        if (events == null) {
            return null;
        }
        List<StreamedEvent> some = events.subList(0, Math.min(events.size(), TURN_EVENTS));
        return isJudged(some, filter) ? some : List.of();
    }

    /** Judges those events that a filter may accept; false if the database is unavailable. */
    private boolean isJudged(List<StreamedEvent> events, StreamFilter filter) {
        if (isUnavailable) {
            return false;
        }
        try {
            judge.judge(events, filter);
            return true;
        } catch (StoreUnavailableException away) {
            log.debug("Listeners wait for the database: {}", away.getMessage());
            isUnavailable = true;
            return false;
        }
    }
}
