package telltale.sending;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
 * <p>A note is a write of 16 bytes without a sync. It has to outlive the process and not the machine, because no mail ends
 * that.
 */
public final class Preparations implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Preparations.class);
    /** The bytes of one note: a delivery's identifier, or zeros. */
    private static final int SLOT = 16;
    /** A file that is larger was not written here. */
    private static final int MAX_SLOTS = 4_096;

    private final Path path;
    private final BitSet taken = new BitSet();
    /** Slots whose preparation ended its process or its worker. */
    private final Map<Integer, DeliveryId> lost = new HashMap<>();

    private @Nullable RandomAccessFile file;

    private Preparations(Path path) {
        this.path = path;
    }

    /** Opens the notes in that file, which is made if it is missing; without it, mails are prepared without notes. */
    public static Preparations in(Path path) {
        Preparations preparations = new Preparations(path);
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            preparations.file = file;
            preparations.read(file);
        } catch (IOException unusable) {
            preparations.giveUp(unusable);
        }
        return preparations;
    }

    /** Takes up the notes of the last process; what is no note is written over in time. */
    private void read(RandomAccessFile notes) throws IOException {
        byte[] bytes = new byte[(int) Math.min(notes.length(), (long) MAX_SLOTS * SLOT) / SLOT * SLOT];
        notes.readFully(bytes);
        ByteBuffer slots = ByteBuffer.wrap(bytes);
        for (int slot = 0; slots.hasRemaining(); slot++) {
            UUID id = new UUID(slots.getLong(), slots.getLong());
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
        write(slot, mail.value());
        return slot;
    }

    private synchronized void end(int slot) {
        write(slot, new UUID(0, 0));
        taken.clear(slot);
    }

    private synchronized void lose(int slot, DeliveryId mail) {
        lost.put(slot, mail);
    }

    private void write(int slot, UUID id) {
        if (file == null) {
            return;
        }
        byte[] note = ByteBuffer.allocate(SLOT)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        try {
            file.seek((long) slot * SLOT);
            file.write(note);
        } catch (IOException unusable) {
            giveUp(unusable);
        }
    }

    private void giveUp(IOException unusable) {
        log.warn(
                "{} cannot be used: {}. A mail that ends the process is set aside one attempt later.",
                path,
                unusable.getMessage());
        close();
    }

    @Override
    public synchronized void close() {
        try (RandomAccessFile closing = file) {
            file = null;
        } catch (IOException unsaid) {
            log.debug("{} did not close", path, unsaid);
        }
    }
}
