package telltale.model;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Time-ordered identifiers (RFC 9562 section 5.7): 48 bits of milliseconds and 74 random bits. */
public final class Uuid7 {
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private Uuid7() {}

    /** Creates an identifier for an instant (millisecond precision, 1970 to 10889). */
    public static UUID at(Instant instant, RandomGenerator random) {
        long high = (instant.toEpochMilli() << 16) | VERSION | (random.nextLong() & 0x0FFF);
        long low = VARIANT | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }

    /** The smallest identifier of an instant: the lower bound of a range of identifiers. */
    public static UUID floor(Instant instant) {
        return new UUID((instant.toEpochMilli() << 16) | VERSION, VARIANT);
    }

    /** The instant of an identifier, in whole milliseconds. */
    public static Instant instant(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The 16 bytes, most significant first, so that bytes and identifiers have the same order. */
    public static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** Creates an identifier from 16 bytes. */
    public static UUID fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
