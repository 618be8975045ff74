package telltale.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import telltale.assessment.JudgedEvent;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;

/** An event as a message of the stream, encoded once for all listeners. */
final class StreamedEvent {
    private final FeedChunk.Entry entry;
    private final JudgedEvent judged;
    private final String data;
    private final byte[] message;

    /**
     * @param entry where it stands in the feed
     * @param data its JSON
     */
    StreamedEvent(FeedChunk.Entry entry, JudgedEvent judged, String data) {
        this.entry = entry;
        this.judged = judged;
        this.data = data;
        this.message = message(data, entry.position());
    }

    FeedChunk.Entry entry() {
        return entry;
    }

    JudgedEvent judged() {
        return judged;
    }

    /** Writes the message with the position of the entry as its id. */
    void writeTo(ByteArrayOutputStream messages) {
        messages.writeBytes(message);
    }

    /** Writes the message for a listener that has read more of other sources than the reader of this node had. */
    void writeTo(ByteArrayOutputStream messages, FeedPosition position) {
        messages.writeBytes(message(data, position));
    }

    private static byte[] message(String data, FeedPosition position) {
        return ("id: " + position + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
