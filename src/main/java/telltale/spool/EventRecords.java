package telltale.spool;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import telltale.model.Event;

/** Single events in the format of spool records, for a log outside this node. Not thread-safe. */
public final class EventRecords {
    /** Instead of the id of a spool: any node can read the record. */
    private static final UUID ANY_NODE = new UUID(0, 0);

    private final EventFormat format = new EventFormat();

    /** The bytes of an event. */
    public byte[] encode(Event event) {
        ByteBuffer record = format.write(ANY_NODE, 1, 0, List.of(event));
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        return bytes;
    }

    /**
     * The event in these bytes.
     *
     * @throws IllegalArgumentException with the reason if there is none
     */
    public Event decode(byte[] bytes) {
        if (bytes.length < EventFormat.HEADER_BYTES || EventFormat.length(ByteBuffer.wrap(bytes)) != bytes.length) {
            throw new IllegalArgumentException("its length is wrong");
        }
        try {
            SpoolRecord record = format.read(ANY_NODE, ByteBuffer.wrap(bytes));
            if (record == null || record.count() != 1 || !record.isVerified()) {
                throw new IllegalArgumentException("its checksum is wrong");
            }
            return format.events(record).get(0);
        } catch (IllegalStateException unknown) {
            throw new IllegalArgumentException("it is not an event that this version can read", unknown);
        }
    }
}
