package telltale.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;
import telltale.store.EventFeed;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.StoreUnavailableException;

/**
 * The listeners of this node. One reader polls the feed while there are any, and keeps the last events in memory for
 * all of them; an event is judged once, when the first listener needs it. Two background tasks serve the listeners: {@link #step} those that follow the reader, and
 * {@link #catchUp} those that do not yet, so that reading for them delays no other.
 */
public final class EventStreams implements AutoCloseable {
    /** The maximum number of listeners of a node. */
    public static final int MAX_LISTENERS = 4_000;

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final Duration CATCH_UP_INTERVAL = Duration.ofMillis(100);
    private static final int CHUNK = 500;
    /** Chunks after which listeners get what was read. */
    private static final int CHUNKS = 4;

    private final EventFeed feed;
    private final EventJudge judge;
    private final StreamTimes times;
    private final RecentEvents recent = new RecentEvents();
    private final SharedMessages shared;
    private final Set<StreamListener> listeners = ConcurrentHashMap.newKeySet();
    private final LongAdder read = new LongAdder();
    /** Few, because threads that wait for the database are missing for pixels. */
    private final Semaphore lookUps = new Semaphore(4);

    private volatile boolean isClosed;

    /** @param json the JSON of an event, on one line */
    public EventStreams(EventFeed feed, EventVerdicts verdicts, Function<JudgedEvent, String> json, StreamTimes times) {
        this.feed = feed;
        this.judge = new EventJudge(verdicts, json);
        this.times = times;
        this.shared = new SharedMessages(recent, judge);
    }

    /** A listener of the stream, for the code that serves its request. */
    public interface Subscription {
        /** Adds the listener. */
        void begin();

        /** Removes the listener, whose connection has ended. */
        void end();
    }

    /**
     * The position of a new client: that of the reader, which is before everything that is stored from now on, or else the end of
     * the feed.
     *
     * @return empty if too many threads wait for the database already
     */
    public Optional<FeedPosition> now() {
        FeedPosition head = recent.head();
        if (head != null || !lookUps.tryAcquire()) {
            return Optional.ofNullable(head);
        }
        try {
            return Optional.of(feed.end());
        } finally {
            lookUps.release();
        }
    }

    /** Whether a listener can be added. */
    public boolean hasRoom() {
        return !isClosed && listeners.size() < MAX_LISTENERS;
    }

    /** Prepares a listener that gets the events after a position. */
    public Subscription subscribe(StreamClient client, StreamFilter filter, FeedPosition position) {
        StreamListener listener = new StreamListener(client, filter, recent, shared, times, position);
        return new Subscription() {
            @Override
            public void begin() {
                listeners.add(listener);
                if (isClosed) {
                    listener.close();
                }
            }

            @Override
            public void end() {
                listeners.remove(listener);
            }
        };
    }

    /** The number of listeners. */
    public int listeners() {
        return listeners.size();
    }

    /** The number of events that were read for listeners since the start. */
    public long read() {
        return read.sum();
    }

    /** Reads new events and serves the listeners that follow; returns the pause before the next step. */
    public Duration step() {
        listeners.removeIf(StreamListener::isClosed);
        if (listeners.isEmpty()) {
            recent.stop();
            return POLL_INTERVAL;
        }
        boolean isMore = readNew();
        shared.begin();
        for (StreamListener listener : listeners) {
            listener.check();
            listener.begin();
            listener.follow();
        }
        return isMore ? Duration.ZERO : POLL_INTERVAL;
    }

    /** Reads new events; true if there may be more. While the database is unavailable, listeners still get heartbeats. */
    private boolean readNew() {
        try {
            FeedPosition head = recent.head();
            if (head == null) {
                head = feed.end();
                recent.start(head);
            }
            boolean isMore = true;
            for (int i = 0; i < CHUNKS && isMore; i++) {
                FeedChunk chunk = feed.after(head, null, CHUNK);
                head = chunk.next();
                isMore = chunk.isMore();
                if (chunk.isReset()) {
                    recent.start(head);
                } else {
                    recent.add(streamed(chunk.entries()), head);
                }
            }
            return isMore;
        } catch (StoreUnavailableException away) {
            log.debug("The stream waits for the database: {}", away.getMessage());
            return false;
        }
    }

    private List<StreamedEvent> streamed(List<FeedChunk.Entry> entries) {
        read.add(entries.size());
        return entries.stream().map(StreamedEvent::new).toList();
    }

    private List<StreamedEvent> judged(List<FeedChunk.Entry> entries, StreamFilter filter) {
        List<StreamedEvent> events = streamed(entries);
        judge.judge(events, filter);
        return events;
    }

    /** Serves the listeners that catch up, some events each; returns the pause before the next step. */
    public Duration catchUp() {
        boolean isBusy = false;
        for (StreamListener listener : listeners) {
            isBusy |= listener.catchUp(feed::after, this::judged);
        }
        return isBusy ? Duration.ZERO : CATCH_UP_INTERVAL;
    }

    /** Ends all streams, so that their clients connect to another node. */
    @Override
    public void close() {
        isClosed = true;
        listeners.forEach(StreamListener::close);
        listeners.clear();
    }
}
