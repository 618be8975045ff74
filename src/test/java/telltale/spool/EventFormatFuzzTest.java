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

/** Decodes arbitrary records with a correct checksum; with a wrong one, nothing behind it would ever be decoded. */
class EventFormatFuzzTest {
    private static final UUID SPOOL = new UUID(1, 2);
    private static final int CHECKED_FROM = 8;

    private final EventFormat format = new EventFormat();
    private final EventFormat other = new EventFormat();

    /** The input is the part of a record that the checksum covers. */
    @FuzzTest
    void aRecordIsRefusedOrDecodedAndEncodedAgain(byte[] input) {
        if (CHECKED_FROM + input.length < EventFormat.HEADER_BYTES) {
            return;
        }
        ByteBuffer bytes = record(input);
        try {
            SpoolRecord record = format.read(SPOOL, bytes);
            if (record != null) {
                List<Event> events = FuzzInput.timely(() -> format.events(record));
                assertTrue(events.size() <= input.length);
                assertEncodedAgain(record, events);
            }
        } catch (IllegalStateException documented) {
            FuzzInput.assertShort(documented);
        }
    }

    private void assertEncodedAgain(SpoolRecord record, List<Event> events) {
        SpoolRecord again = other.read(SPOOL, other.write(SPOOL, record.first(), record.acknowledged(), events));
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
