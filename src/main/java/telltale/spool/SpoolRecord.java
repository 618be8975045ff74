package telltale.spool;

import java.nio.ByteBuffer;

/**
 * A record: events that were written and synced together.
 *
 * @param first the number of the first event
 * @param acknowledged the number up to which events were acknowledged when the record was written
 * @param bytes the length of the whole record
 * @param body the encoded events, for {@link EventFormat#events}
 * @param version the version of its format
 * @param isVerified whether its checksum is correct; it may not be if a power failure interrupted its overwriting
 */
record SpoolRecord(
        long first, int count, long acknowledged, int bytes, ByteBuffer body, byte version, boolean isVerified) {
    long last() {
        return first + count - 1;
    }
}
