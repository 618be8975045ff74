package telltale.sending;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/**
 * The deliveries of one message by recipient, in at most 64 bytes for each: a batch may have millions of recipients. An
 * address is recognized by 64 bits of a cryptographic digest, in whichever of its spellings.
 */
public final class RecipientIndex {
    private static final int WIDTH = 3;
    private static final int MIN_CAPACITY = 64;

    /** For each slot the digest and the two halves of the delivery's id, which are never both zero. */
    private long[] slots = new long[WIDTH * MIN_CAPACITY];

    private int size;

    /** The delivery to a recipient that was added. */
    public Optional<DeliveryId> find(EmailAddress recipient) {
        int at = slot(digest(recipient), slots);
        return isFree(at, slots)
                ? Optional.empty()
                : Optional.of(new DeliveryId(new UUID(slots[at + 1], slots[at + 2])));
    }

    /** Adds a recipient that is not in the index. */
    public void add(EmailAddress recipient, DeliveryId delivery) {
        if (WIDTH * 4L * (size + 1) > 3L * slots.length) {
            grow();
        }
        put(digest(recipient), delivery.value(), slots);
        size++;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(2, slots.length)];
        for (int at = 0; at < slots.length; at += WIDTH) {
            if (!isFree(at, slots)) {
                put(slots[at], new UUID(slots[at + 1], slots[at + 2]), larger);
            }
        }
        slots = larger;
    }

    private static void put(long digest, UUID id, long[] slots) {
        int at = slot(digest, slots);
        slots[at] = digest;
        slots[at + 1] = id.getMostSignificantBits();
        slots[at + 2] = id.getLeastSignificantBits();
    }

    /** The slot with a digest, or the free one in which it belongs. */
    private static int slot(long digest, long[] slots) {
        int at = WIDTH * (int) Long.remainderUnsigned(digest, slots.length / WIDTH);
        while (!isFree(at, slots) && slots[at] != digest) {
            at = (at + WIDTH) % slots.length;
        }
        return at;
    }

    private static boolean isFree(int at, long[] slots) {
        return slots[at + 1] == 0 && slots[at + 2] == 0;
    }

    private static long digest(EmailAddress recipient) {
        return CopyRenderer.digest(new ImmutableBytes(recipient.canonical().getBytes(StandardCharsets.UTF_8)));
    }
}
