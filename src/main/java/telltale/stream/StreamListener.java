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
    /** Bytes after which a listener waits for its next turn. */
    private static final int TURN_BYTES = 32 * 1024;

    private static final int TURN_EVENTS = 100;

    private final StreamClient client;
    private final StreamFilter filter;
    private final RecentEvents recent;
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
            StreamClient client, StreamFilter filter, RecentEvents recent, StreamTimes times, FeedPosition position) {
        this.client = client;
        this.filter = filter;
        this.recent = recent;
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
        long from = next;
        List<StreamedEvent> events = recent.from(from, TURN_EVENTS);
        if (events == null) {
            next = -1;
            return false;
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int taken = 0;
        while (taken < events.size() && messages.size() < TURN_BYTES) {
            take(events.get(taken++), messages);
        }
        next = from + taken;
        if (messages.size() > 0) {
            send(messages.toByteArray());
        }
        return taken > 0;
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
        if (filter.accepts(event.judged())) {
            if (isAhead) {
                event.writeTo(messages, reached);
            } else {
                event.writeTo(messages);
            }
        }
    }

    /** Reads events from the feed. */
    @FunctionalInterface
    interface Reader {
        FeedChunk read(FeedPosition from, FeedPosition until, int limit);
    }

    /** Makes messages of the entries of the feed. */
    @FunctionalInterface
    interface Messages {
        List<StreamedEvent> of(List<FeedChunk.Entry> entries);
    }

    /** Reads and sends some events from the database, up to the position of the reader; true if it did. */
    boolean catchUp(Reader reader, Messages messages) {
        FeedPosition until = recent.head();
        return until != null && isBegun && next < 0 && serve(() -> !isJoined() && sendStored(reader, messages, until));
    }

    private boolean sendStored(Reader reader, Messages messages, FeedPosition until) throws IOException {
        FeedChunk chunk = reader.read(position, until, TURN_EVENTS);
        position = chunk.isMore() ? chunk.next() : chunk.next().plus(until);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        if (chunk.isReset()) {
            sent.writeBytes(reset(chunk).getBytes(StandardCharsets.UTF_8));
        }
        messages.of(chunk.entries()).stream()
                .filter(event -> filter.accepts(event.judged()))
                .forEach(event -> event.writeTo(sent));
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
