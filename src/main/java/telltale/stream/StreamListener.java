package telltale.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;

/**
 * A listener of the stream. It follows the reader of this node, or catches up from the database when it lacks events that are
 * not in memory. It has no queue: a client that does not read only falls behind, and is disconnected in the end.
 */
final class StreamListener {
    /** Events that are read from the database at a time. */
    private static final int TURN_EVENTS = 100;

    private final StreamClient client;
    private final StreamFilter filter;
    private final RecentEvents recent;
    private final SharedMessages shared;
    private final StreamTimes times;
    /** Held while the listener is served; nothing waits for it. */
    private final ReentrantLock serving = new ReentrantLock();

    private volatile FeedPosition position;
    /** The number of the next event to follow; -1 while it catches up. */
    private volatile long next = -1;
    /** Whether it may have events already that it gets from the reader. */
    private boolean isAhead = true;

    private volatile boolean isBegun;
    private volatile boolean isClosed;
    private long written = System.nanoTime();
    private long ready = System.nanoTime();
    private long checked = System.nanoTime();

    StreamListener(
            StreamClient client,
            StreamFilter filter,
            RecentEvents recent,
            SharedMessages shared,
            StreamTimes times,
            FeedPosition position) {
        this.client = client;
        this.filter = filter;
        this.recent = recent;
        this.shared = shared;
        this.times = times;
        this.position = position;
    }

    /** Sends the time after which to reconnect, and the position from which. */
    void begin() {
        if (!isBegun) {
            serve(() -> {
                send(("retry: 2000\nid: " + position + "\n\n").getBytes(StandardCharsets.UTF_8));
                isBegun = true;
                return true;
            });
        }
    }

    boolean isClosed() {
        return isClosed;
    }

    /** The work of serving a client. */
    @FunctionalInterface
    private interface Work {
        boolean run() throws IOException;
    }

    /** Does some work unless another thread serves this listener; a client that fails is disconnected. */
    private boolean serve(Work work) {
        if (isClosed || !serving.tryLock()) {
            return false;
        }
        try {
            return isReady() && work.run();
        } catch (IOException | IllegalStateException disconnected) {
            close();
            return false;
        } finally {
            serving.unlock();
        }
    }

    /** Whether the client takes more; disconnects one that has not for too long. */
    private boolean isReady() throws IOException {
        long now = System.nanoTime();
        if (client.isReady()) {
            ready = now;
            return true;
        }
        if (now - ready > times.maxStall().toNanos()) {
            close();
        }
        return false;
    }

    private void send(byte[] bytes) throws IOException {
        client.write(bytes);
        written = System.nanoTime();
    }

    /** Sends what the reader has read, or a heartbeat. */
    void follow() {
        if (!isBegun) {
            return;
        }
        serve(() -> {
            for (boolean isMore = true; isMore && !isClosed; ) {
                isMore = sendRecent() && client.isReady();
            }
            if (System.nanoTime() - written > times.heartbeat().toNanos() && client.isReady()) {
                sendHeartbeat();
            }
            return true;
        });
    }

    /** Sends the position, so that a client without events does not fall behind what the feed keeps. */
    private void sendHeartbeat() throws IOException {
        FeedPosition head = recent.headAt(next);
        FeedPosition reached = head == null ? position : position.plus(head);
        position = reached;
        send((": heartbeat\nid: " + reached + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends some events; true if there may be more. */
    private boolean sendRecent() throws IOException {
        if (next < 0 && !isJoined()) {
            return false;
        }
        return isAhead ? sendOwn() : sendShared();
    }

    private boolean sendShared() throws IOException {
        SharedMessages.Turn turn = shared.turn(filter, next);
        if (turn == null) {
            next = -1;
            return false;
        }
        FeedPosition reached = turn.reached;
        if (reached == null) {
            return false;
        }
        position = reached;
        next = turn.next;
        if (turn.messages.length > 0) {
            send(turn.messages);
        }
        return true;
    }

    /** Sends events while it has some of them already, from before it joined. */
    private boolean sendOwn() throws IOException {
        long from = next;
        List<StreamedEvent> events = shared.events(filter, from);
        if (events == null) {
            next = -1;
            return false;
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        events.forEach(event -> take(event, messages));
        next = from + events.size();
        if (messages.size() > 0) {
            send(messages.toByteArray());
        }
        return !events.isEmpty();
    }

    private boolean isJoined() {
        next = recent.following(position);
        isAhead = true;
        return next >= 0;
    }

    private void take(StreamedEvent event, ByteArrayOutputStream messages) {
        FeedPosition before = position;
        if (isAhead && event.entry().isBefore(before)) {
            return;
        }
        FeedPosition read = event.entry().position();
        isAhead = isAhead && !read.includes(before);
        FeedPosition reached = isAhead ? before.plus(read) : read;
        position = reached;
        event.writeTo(messages, filter, reached);
    }

    /** Reads events from the feed. */
    @FunctionalInterface
    interface Reader {
        FeedChunk read(FeedPosition from, FeedPosition until, int limit);
    }

    /** Judges those entries of the feed that a filter may accept. */
    @FunctionalInterface
    interface Judge {
        List<StreamedEvent> judge(List<FeedChunk.Entry> entries, StreamFilter filter);
    }

    /** Reads and sends some events from the database, up to the position of the reader; true if it did. */
    boolean catchUp(Reader reader, Judge judge) {
        FeedPosition until = recent.head();
        return until != null && isBegun && next < 0 && serve(() -> !isJoined() && sendStored(reader, judge, until));
    }

    private boolean sendStored(Reader reader, Judge judge, FeedPosition until) throws IOException {
        FeedChunk chunk = reader.read(position, until, TURN_EVENTS);
        // Before the position changes: the database may be unavailable.
        List<StreamedEvent> events = judge.judge(chunk.entries(), filter);
        position = chunk.isMore() ? chunk.next() : chunk.next().plus(until);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        if (chunk.isReset()) {
            sent.writeBytes(reset(chunk).getBytes(StandardCharsets.UTF_8));
        }
        events.forEach(event -> event.writeTo(sent, filter));
        if (sent.size() > 0) {
            send(sent.toByteArray());
        }
        return true;
    }

    /** The message that events are missing; without events after it, with the position that was reached. */
    private String reset(FeedChunk chunk) {
        String id = chunk.entries().isEmpty() ? "id: " + position + "\n" : "";
        return "event: reset\n" + id
                + "data: {\"reason\":\"Events after your position are no longer in the stream; it continues with the oldest"
                + " that are. GET /api/v1/events has the others.\"}\n\n";
    }

    /** Disconnects a client whose key or session is no longer accepted. */
    void check() {
        long now = System.nanoTime();
        if (!isClosed && now - checked > times.check().toNanos()) {
            checked = now;
            if (!client.isPermitted()) {
                close();
            }
        }
    }

    void close() {
        isClosed = true;
        client.close();
    }
}
