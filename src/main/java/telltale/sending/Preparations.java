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
 * The mails that are being prepared, noted in a file that outlives the process: the next one reads from it which of the
 * mails in doubt may have ended this one.
 *
 * <p>A note is two numbers in a mapped page. It has to outlive the process and not the machine, because no mail ends that;
 * so nothing is synced, and a note costs no call of the system.
 */
public final class Preparations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Preparations.class);
    /** The bytes of one note: a delivery's identifier, or zeros. */
    private static final int SLOT = 16;
    /** More mails are never prepared at a time; others would go without a note. */
    private static final int SLOTS = 1_024;

    private final Path path;
    private final BitSet taken = new BitSet();
    /** Slots whose preparation ended its process or its worker. */
    private final Map<Integer, DeliveryId> lost = new HashMap<>();

    private @Nullable MappedByteBuffer notes;

    private Preparations(Path path) {
        this.path = path;
    }

    /** Opens the notes in that file, which is made if it is missing; without it, mails are prepared without notes. */
    public static Preparations in(Path path) {
        Preparations preparations = new Preparations(path);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(file);
            MappedByteBuffer notes = file.map(FileChannel.MapMode.READ_WRITE, 0, SLOTS * SLOT);
            preparations.read(notes);
            preparations.notes = notes;
        } catch (IOException unusable) {
            preparations.giveUp(unusable);
        }
        return preparations;
    }

    /** Takes all of the disk that notes will need: a mapped page without one cannot be written on a full disk. */
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

    /** Takes up the notes of the last process; what is no note is written over in time. */
    private void read(ByteBuffer slots) {
        for (int slot = 0; slot < SLOTS; slot++) {
            UUID id = new UUID(slots.getLong(slot * SLOT), slots.getLong(slot * SLOT + Long.BYTES));
            if (id.version() == 7 && id.variant() == 2) {
                taken.set(slot);
                lost.put(slot, new DeliveryId(id));
            }
        }
    }

    /** Prepares a mail while it is noted. The note stays if that ends the process or the worker. */
    <T> T during(DeliveryId mail, Supplier<T> preparation) {
        int slot = begin(mail);
        try {
            T prepared = preparation.get();
            end(slot);
            return prepared;
        } catch (RuntimeException | StackOverflowError survived) {
            end(slot);
            throw survived;
        } catch (Error fatal) {
            lose(slot, mail);
            throw fatal;
        }
    }

    /** The mails whose preparation ended the process before this one, or a worker of this one. */
    synchronized Set<DeliveryId> lost() {
        return Set.copyOf(lost.values());
    }

    /** Removes the notes of mails whose attempts are counted elsewhere now. */
    synchronized void settle(Set<DeliveryId> counted) {
        lost.forEach((slot, mail) -> {
            if (counted.contains(mail)) {
                end(slot);
            }
        });
        lost.values().removeAll(counted);
    }

    private synchronized int begin(DeliveryId mail) {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        write(slot, Long.BYTES, mail.value().getLeastSignificantBits());
        // Last, because it makes the note one.
        write(slot, 0, mail.value().getMostSignificantBits());
        return slot;
    }

    private synchronized void end(int slot) {
        write(slot, 0, 0);
        taken.clear(slot);
    }

    private synchronized void lose(int slot, DeliveryId mail) {
        lost.put(slot, mail);
    }

    private void write(int slot, int offset, long half) {
        if (notes == null || slot >= SLOTS) {
            return;
        }
        try {
            notes.putLong(slot * SLOT + offset, half);
        } catch (InternalError noDisk) {
            giveUp(noDisk);
        }
    }

    private void giveUp(Throwable unusable) {
        log.warn(
                "{} cannot be used: {}. A mail that ends the process is set aside one attempt later.",
                path,
                unusable.getMessage());
        notes = null;
    }

    @Override
    public synchronized void close() {
        notes = null;
    }
}
