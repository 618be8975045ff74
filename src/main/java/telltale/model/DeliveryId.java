package telltale.model;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The public identifier of a delivery: a UUIDv7, whose first 48 bits are the time of its creation, and whose last 10 bits are the
 * number of the database that stores it.
 */
public record DeliveryId(UUID value) implements Comparable<DeliveryId> {
    public DeliveryId {
        if (value.version() != 7 || value.variant() != 2) {
            throw new IllegalArgumentException("a delivery ID must be a UUID of version 7");
        }
    }

    /** Creates the identifier of a new delivery that is stored in the database with a number. */
    public static DeliveryId create(Instant now, int shard, RandomGenerator random) {
        return new DeliveryId(Uuid7.at(now, shard, random));
    }

    /**
     * Parses the standard form of 36 characters.
     *
     * @throws IllegalArgumentException if the text is not a UUIDv7
     */
    public static DeliveryId parse(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException notAUuid) {
            throw new IllegalArgumentException("a delivery ID must be a UUID such as 0190b5a2-…", notAUuid);
        }
        if (text.length() != 36) {
            throw new IllegalArgumentException("a delivery ID must be a UUID of 36 characters");
        }
        return new DeliveryId(uuid);
    }

    /** When the delivery was created. */
    public Instant createdAt() {
        return Uuid7.instant(value);
    }

    @Override
    public int compareTo(DeliveryId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
