package telltale.spool;

import java.nio.ByteBuffer;

/**
 * Events that were written and synced together.
 *
 * @param first the number of the first of them
 * @param forgotten up to which number the spool had forgotten by then
 * @param bytes how long the whole record is
 * @param body the events, to be read by {@link EventFormat#events}
 */
record SpoolRecord(long first, int count, long forgotten, int bytes, ByteBuffer body) {
    long last() {
        return first + count - 1;
    }
}
