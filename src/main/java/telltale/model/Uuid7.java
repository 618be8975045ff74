package telltale.model;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Time-ordered identifiers (RFC 9562 section 5.7): 48 bits of milliseconds and 74 random bits. In those of deliveries and messages
 * the last 10 of the random bits are the number of the database that stores them.
 */
public final class Uuid7 {
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** The numbers of databases are below. */
    public static final int SHARDS = 1 << 10;

    private Uuid7() {}

    /** Creates an identifier for an instant (millisecond precision, 1970 to 10889). */
    public static UUID at(Instant instant, RandomGenerator random) {
        long high = (instant.toEpochMilli() << 16) | VERSION | (random.nextLong() & 0x0FFF);
        long low = VARIANT | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }

    /** Creates an identifier that says which database stores what it identifies; 0 is the first. */
    public static UUID at(Instant instant, int shard, RandomGenerator random) {
        UUID any = at(instant, random);
        return new UUID(any.getMostSignificantBits(), (any.getLeastSignificantBits() & -SHARDS) | shard);
    }

    /** The number of the database in an identifier; random in one that was created without. */
    public static int shard(UUID id) {
        return (int) id.getLeastSignificantBits() & (SHARDS - 1);
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
