package telltale.stream;

import java.nio.charset.StandardCharsets;
import telltale.assessment.JudgedEvent;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;

/**
 * An event as a message of the stream.
 *
 * @param entry where it stands in the feed
 * @param data its JSON
 * @param message the message with the position of the entry as its id
 */
record StreamedEvent(FeedChunk.Entry entry, JudgedEvent judged, String data, byte[] message) {
    static StreamedEvent of(FeedChunk.Entry entry, JudgedEvent judged, String data) {
        return new StreamedEvent(entry, judged, data, message(data, entry.position()));
    }

    /** The message for a listener that has read more of other sources than the reader of this node had. */
    byte[] at(FeedPosition position) {
        return message(data, position);
    }

    private static byte[] message(String data, FeedPosition position) {
        return ("id: " + position + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
