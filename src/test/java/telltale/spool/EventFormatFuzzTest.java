package telltale.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import telltale.fuzz.FuzzInput;
import telltale.model.Event;

/** Records with a right checksum, behind which anything may stand: without it, nothing behind it is ever read. */
class EventFormatFuzzTest {
    private static final UUID SPOOL = new UUID(1, 2);
    private static final int CHECKED_FROM = 8;

    private final EventFormat format = new EventFormat();
    private final EventFormat other = new EventFormat();

    /** The input is what the checksum covers. */
    @FuzzTest
    void aRecordIsReadAndWrittenAgainOrRefused(byte[] input) {
        if (CHECKED_FROM + input.length < EventFormat.HEADER_BYTES) {
            return;
        }
        ByteBuffer bytes = record(input);
        try {
            SpoolRecord record = format.read(SPOOL, bytes);
            if (record != null) {
                List<Event> events = FuzzInput.timely(() -> format.events(record));
                assertTrue(events.size() <= input.length);
                assertWrittenAgain(record, events);
            }
        } catch (IllegalStateException documented) {
            FuzzInput.assertShort(documented);
        }
    }

    private void assertWrittenAgain(SpoolRecord record, List<Event> events) {
        SpoolRecord again = other.read(SPOOL, other.write(SPOOL, record.first(), record.forgotten(), events));
        assertTrue(again != null && again.last() == record.last());
        assertEquals(events, other.events(again));
    }

    private static ByteBuffer record(byte[] input) {
        ByteBuffer record = ByteBuffer.allocate(CHECKED_FROM + input.length);
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(16).putLong(1).putLong(2).flip());
        sum.update(input);
        return record.putInt(record.capacity())
                .putInt((int) sum.getValue())
                .put(input)
                .flip();
    }
}
