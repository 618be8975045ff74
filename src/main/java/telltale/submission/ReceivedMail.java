package telltale.submission;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import telltale.message.source.OctetCheck;

/** The octets of a mail while it is received: in memory if there are few, else in a file. */
final class ReceivedMail implements AutoCloseable {
    /** The octets in memory: with each connection so many, a burst of large mails needs no more memory than one of small ones. */
    private static final int IN_MEMORY = 64 * 1024;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private final OctetCheck check = new OctetCheck();
    private final Path folder;
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long size;

    /** @param folder takes the file */
    ReceivedMail(Path folder) {
        this.folder = folder;
    }

    /** Reads a mail to its end. What exceeds a limit is read, too, but not kept. */
    void read(InputStream mail, int maxSize) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int count = mail.read(buffer); count >= 0; count = mail.read(buffer)) {
            size += count;
            check.read(buffer, count);
            if (size <= maxSize) {
                keep(buffer, count);
            }
        }
        if (out != null) {
            out.close();
        }
    }

    private void keep(byte[] buffer, int count) throws IOException {
        if (out == null && memory.size() + count > IN_MEMORY) {
            file = Files.createTempFile(folder, "mail", ".eml");
            out = Files.newOutputStream(file);
            memory.writeTo(out);
            memory.reset();
        }
        (out == null ? memory : out).write(buffer, 0, count);
    }

    /** The octets that were sent, also those beyond the limit. */
    long size() {
        return size;
    }

    /** What is wrong with the octets, or null. */
    @Nullable
    String fault() {
        return check.fault();
    }

    /** The octets, if they are within the limit. */
    byte[] octets() throws IOException {
        return file == null ? memory.toByteArray() : read(file, (int) size);
    }

    /** Reads in pieces: for each thread, the JDK keeps a buffer outside the heap of the size of the largest piece. */
    private static byte[] read(Path file, int size) throws IOException {
        byte[] octets = new byte[size];
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            while (count < size) {
                int read = in.read(octets, count, Math.min(IN_MEMORY, size - count));
                if (read < 0) {
                    throw new EOFException("a received mail was cut");
                }
                count += read;
            }
        }
        return octets;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
