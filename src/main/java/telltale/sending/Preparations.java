package telltale.sending;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;

/**
 * The deliveries that are being prepared, noted in a file that outlives the process: after a crash the next process reads
 * from it which messages may have caused the crash.
 *
 * <p>A note is two numbers in a mapped page. It has to survive the process but not the machine, which no message can stop;
 * so nothing is synced, and a note costs no system call.
 */
public final class Preparations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Preparations.class);
    /** The bytes of one note: a delivery id, or zeros. */
    private static final int SLOT = 16;
    /** The number of notes, more than deliveries are ever prepared at a time; further ones would not be noted. */
    private static final int SLOTS = 1_024;

    private final Path path;
    private final BitSet taken = new BitSet();
    /** The slots whose preparation ended the process or the worker. */
    private final Map<Integer, DeliveryId> lost = new HashMap<>();

    private @Nullable MappedByteBuffer notes;

    private Preparations(Path path) {
        this.path = path;
    }

    /** Opens the file, creating it if it is missing. If it cannot be used, deliveries are prepared without notes. */
    public static Preparations open(Path path) {
        Preparations preparations = new Preparations(path);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(file);
            MappedByteBuffer notes = file.map(FileChannel.MapMode.READ_WRITE, 0, SLOTS * SLOT);
            preparations.read(notes);
            preparations.notes = notes;
        } catch (IOException unusable) {
            preparations.disable(unusable);
        }
        return preparations;
    }

    /** Allocates the whole file: a mapped page that is not allocated cannot be written on a full disk. */
    private static void fill(FileChannel file) throws IOException {
        if (file.size() != SLOTS * SLOT) {
            file.truncate(SLOTS * SLOT);
            file.position(file.size());
            ByteBuffer missing = ByteBuffer.allocate((int) (SLOTS * SLOT - file.size()));
            while (missing.hasRemaining()) {
                file.write(missing);
            }
        }
    }

    /** Reads the notes of the last process; anything else in the file is overwritten over time. */
    private void read(ByteBuffer slots) {
        for (int slot = 0; slot < SLOTS; slot++) {
            UUID id = new UUID(slots.getLong(slot * SLOT), slots.getLong(slot * SLOT + Long.BYTES));
            if (id.version() == 7 && id.variant() == 2) {
                taken.set(slot);
                lost.put(slot, new DeliveryId(id));
            }
        }
    }

    /** Runs a preparation while its delivery is noted. The note remains if the preparation ends the process or the worker. */
    <T> T during(DeliveryId delivery, Supplier<T> preparation) {
        int slot = begin(delivery);
        try {
            T prepared = preparation.get();
            end(slot);
            return prepared;
        } catch (RuntimeException | StackOverflowError survived) {
            end(slot);
            throw survived;
        } catch (Error fatal) {
            lose(slot, delivery);
            throw fatal;
        }
    }

    /** The deliveries whose preparation ended the previous process, or a worker of this one. */
    synchronized Set<DeliveryId> lost() {
        return Set.copyOf(lost.values());
    }

    /** Removes the notes of deliveries whose lost attempts have been counted in the outbox. */
    synchronized void settle(Set<DeliveryId> counted) {
        lost.forEach((slot, delivery) -> {
            if (counted.contains(delivery)) {
                end(slot);
            }
        });
        lost.values().removeAll(counted);
    }

    private synchronized int begin(DeliveryId delivery) {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        write(slot, Long.BYTES, delivery.value().getLeastSignificantBits());
        // Written last, because this half makes the note valid.
        write(slot, 0, delivery.value().getMostSignificantBits());
        return slot;
    }

    private synchronized void end(int slot) {
        write(slot, 0, 0);
        taken.clear(slot);
    }

    private synchronized void lose(int slot, DeliveryId delivery) {
        lost.put(slot, delivery);
    }

    private void write(int slot, int offset, long half) {
        if (notes == null || slot >= SLOTS) {
            return;
        }
        try {
            notes.putLong(slot * SLOT + offset, half);
        } catch (InternalError noDisk) {
            disable(noDisk);
        }
    }

    private void disable(Throwable unusable) {
        log.warn(
                "{} cannot be used: {}. A message that crashes the process is set aside one attempt later.",
                path,
                unusable.getMessage());
        notes = null;
    }

    @Override
    public synchronized void close() {
        notes = null;
    }
}
