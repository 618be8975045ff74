package telltale.spool;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the spool: consecutive records, each with its length, a checksum and the number of its first event. The first
 * record that does not continue the previous one ends the segment, whether it was torn by a crash or is left over from an
 * earlier use of the file.
 */
final class Segment implements AutoCloseable {
    static final int DEFAULT_BYTES = 4 << 20;

    private static final int MAX_BYTES_OVERWRITTEN = 64 * 1024;

    private static final Pattern NAME = Pattern.compile("segment-[0-9]{1,9}");

    private static final Logger log = LoggerFactory.getLogger(Segment.class);

    private final Path file;
    private final FileChannel channel;
    private long first;
    private volatile long last;
    private volatile long end;
    private long acknowledged;
    /** The position up to which all records are overwritten. */
    private long overwritten;
    /** Whether the bytes behind the records may have events of an earlier use. */
    private boolean mayHaveRest;

    private Segment(Path file) throws IOException {
        this.file = file;
        this.channel = SpoolFiles.open(file);
    }

    static Segment create(Path folder, int number) throws IOException {
        Segment segment = new Segment(folder.resolve("segment-" + number));
        SpoolFiles.syncFolder(folder);
        return segment;
    }

    /** Opens a segment and scans all of it. */
    static Segment open(Path file, EventFormat format, UUID spool) throws IOException {
        Segment segment = new Segment(file);
        segment.end = segment.channel.size();
        segment.mayHaveRest = true;
        boolean isVerified = false;
        long position = 0;
        SpoolRecord record = segment.read(position, format, spool);
        while (record != null && (segment.last == 0 || record.first() == segment.last + 1)) {
            segment.first = segment.last == 0 ? record.first() : segment.first;
            segment.last = record.last();
            segment.acknowledged = Math.max(segment.acknowledged, record.acknowledged());
            isVerified |= record.isVerified();
            position += record.bytes();
            record = segment.read(position, format, spool);
        }
        segment.end = position;
        if (!isVerified) {
            // Nothing shows that it belongs to this spool.
            segment.clear();
        }
        return segment;
    }

    /** Whether a file has the name of a segment. */
    static boolean isName(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** The number in a segment's name. */
    static int number(Path file) {
        String name = String.valueOf(file.getFileName());
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    /** The number of the first event; 0 if the segment is empty. */
    long first() {
        return first;
    }

    /** The number of the last event; 0 if the segment is empty. */
    long last() {
        return last;
    }

    /** The number up to which events were acknowledged when the last record was written. */
    long acknowledged() {
        return acknowledged;
    }

    /** The size of its records. */
    long size() {
        return end;
    }

    boolean hasRoom(int bytes, int segmentBytes) {
        return end == 0 || end + bytes <= segmentBytes;
    }

    /**
     * Appends a record and syncs it.
     *
     * @throws IOException if that failed; the next record takes its place
     */
    void append(ByteBuffer record, long firstNumber, long lastNumber) throws IOException {
        long position = end;
        try {
            position = write(record, position);
            channel.force(false);
        } catch (IOException | RuntimeException | Error failed) {
            truncateTornRecord();
            throw failed;
        }
        if (first == 0) {
            first = firstNumber;
        }
        last = lastNumber;
        end = position;
    }

    /** Reads the record at a position; null at the end of the segment. */
    @Nullable
    SpoolRecord read(long position, EventFormat format, UUID spool) throws IOException {
        ByteBuffer header = header(position);
        return header == null ? null : format.read(spool, read(position, EventFormat.length(header)));
    }

    /** The header of the record at a position; null at the end of the segment. */
    private @Nullable ByteBuffer header(long position) throws IOException {
        long left = end - position;
        if (left < EventFormat.HEADER_BYTES) {
            return null;
        }
        ByteBuffer header = read(position, EventFormat.HEADER_BYTES);
        int length = EventFormat.length(header);
        return length < EventFormat.HEADER_BYTES || length > left ? null : header;
    }

    /**
     * Overwrites the events of all records up to a number, which were acknowledged, on disk. The headers are synced first: a
     * crash meanwhile must not make the records behind unreadable.
     *
     * @return false if a record has later events, too, so that it was left
     */
    boolean overwrite(long through, UUID spool) throws IOException {
        Map<Long, ByteBuffer> blanks = new TreeMap<>();
        long position = overwritten;
        ByteBuffer header = header(position);
        while (header != null && EventFormat.last(header) <= through) {
            ByteBuffer record = read(position, EventFormat.length(header));
            ByteBuffer blank = EventFormat.overwritten(spool, record);
            if (!blank.equals(record)) {
                blanks.put(position, blank);
            }
            position += record.remaining();
            header = header(position);
        }
        if (!blanks.isEmpty()) {
            overwrite(blanks);
        }
        overwritten = position;
        return header == null || EventFormat.first(header) > through;
    }

    private void overwrite(Map<Long, ByteBuffer> records) throws IOException {
        for (Map.Entry<Long, ByteBuffer> record : records.entrySet()) {
            long unused = write(record.getValue().slice(0, EventFormat.HEADER_BYTES), record.getKey());
        }
        channel.force(false);
        for (Map.Entry<Long, ByteBuffer> record : records.entrySet()) {
            long unused = write(record.getValue(), record.getKey());
        }
        channel.force(false);
    }

    /** Overwrites all events, which were acknowledged, and marks the segment as empty, so that it is written from the beginning. */
    void erase(UUID spool) throws IOException {
        if (overwrite(Long.MAX_VALUE, spool) && mayHaveRest) {
            overwriteRest();
        }
        clear();
    }

    /** Overwrites what an earlier use or a torn record left behind the records. */
    private void overwriteRest() throws IOException {
        long size = channel.size();
        for (long position = end; position < size; position += MAX_BYTES_OVERWRITTEN) {
            long unused = write(ByteBuffer.allocate((int) Math.min(MAX_BYTES_OVERWRITTEN, size - position)), position);
        }
        channel.force(false);
        mayHaveRest = false;
    }

    private void clear() {
        first = 0;
        last = 0;
        end = 0;
        acknowledged = 0;
        overwritten = 0;
    }

    void delete() {
        close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            log.warn("An unused file of the spool could not be deleted: {}", failed.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            log.warn("A file of the spool could not be closed: {}", failed.getMessage());
        }
    }

    /** Removes a partly written record, so that it is not found after a crash; the bytes before it are synced. */
    private void truncateTornRecord() {
        try {
            channel.truncate(end);
        } catch (IOException failed) {
            log.debug("A torn record remains until the next one overwrites it: {}", failed.getMessage());
        }
    }

    /** Writes bytes, and returns the position behind them. */
    private long write(ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
        return next;
    }

    private ByteBuffer read(long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(file + " was truncated");
            }
        }
        return buffer.flip();
    }
}
