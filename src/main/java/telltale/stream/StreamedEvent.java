package telltale.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import telltale.assessment.JudgedEvent;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;

/**
 * An event as a message of the stream. It is judged when the first listener needs it, and encoded once for all of them. For one
 * thread.
 */
final class StreamedEvent {
    private final FeedChunk.Entry entry;
    /** Null until it is judged, as are the next two. */
    private @Nullable JudgedEvent judged;
    /** The event as JSON. */
    private @Nullable String data;
    /** The message with the position of the entry as its id. */
    private byte @Nullable [] message;

    StreamedEvent(FeedChunk.Entry entry) {
        this.entry = entry;
    }

    /** Where the event stands in the feed. */
    FeedChunk.Entry entry() {
        return entry;
    }

    boolean isJudged() {
        return judged != null;
    }

    /** @param json the event as JSON, on one line */
    void setJudged(JudgedEvent event, String json) {
        judged = event;
        data = json;
        message = message(json, entry.position());
    }

    /** Writes the message, with the position of the entry as its id, if a filter accepts the event. */
    void writeTo(ByteArrayOutputStream messages, StreamFilter filter) {
        if (judged != null && message != null && filter.accepts(judged)) {
            messages.writeBytes(message);
        }
    }

    /** Writes the message for a listener that has read more of other sources than the reader of this node had. */
    void writeTo(ByteArrayOutputStream messages, StreamFilter filter, FeedPosition position) {
        if (judged != null && data != null && filter.accepts(judged)) {
            messages.writeBytes(message(data, position));
        }
    }

    private static byte[] message(String data, FeedPosition position) {
        return ("id: " + position + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
