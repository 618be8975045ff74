package telltale.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;

/**
 * The events that this node has answered and not yet brought into the database, on its own disk and in their order.
 * Each gets the next number; what was added is synced when the method returns.
 *
 * <p>They lie in a few segments that are written from front to back. A segment that holds nothing any more is
 * overwritten, not deleted: syncing a file whose length stays costs half as much, and works on a full disk.
 *
 * <p>One thread adds, another reads and forgets; neither waits for the other's disk.
 */
public final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final int SPARE_SEGMENTS = 2;
    /** Of records read at once: agents as long as they may be must not take ten times the memory of usual ones. */
    private static final int MAX_BYTES_READ = 8 << 20;

    private final Path folder;
    private final UUID id;
    private final int segmentBytes;
    private final FileChannel lock;
    private final Quarantine quarantine;
    private final EventFormat format = new EventFormat();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final Deque<Segment> spare = new ArrayDeque<>();
    private final ReentrantLock adding = new ReentrantLock();
    private int made;
    private boolean beginsAnew;
    private boolean closed;
    private volatile long last;
    private volatile long forgotten;
    private @Nullable Cursor reading;
    private @Nullable Cursor afterBatch;

    /** Some of what waits, the oldest first, and the number of the last of it. */
    public record Batch(List<Event> events, long last) {
        /** Whether nothing waits. */
        public boolean isEmpty() {
            return events.isEmpty();
        }

        /** The events from one place to another, with the number of the last of them. */
        public Batch part(int from, int to) {
            return new Batch(events.subList(from, to), last - (events.size() - to));
        }
    }

    /** Where the record begins that follows a number. */
    private record Cursor(long after, Segment segment, long position) {}

    private Spool(Path folder, int segmentBytes, FileChannel lock) throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.lock = lock;
        this.id = SpoolName.of(folder);
        this.quarantine = new Quarantine(folder.resolve("quarantine.tsv"));
        find();
    }

    /**
     * Opens a spool, making it where it is missing, and finds again what waits in it.
     *
     * @throws IOException if this disk does not work, or another process uses the folder
     */
    public static Spool open(Path folder) throws IOException {
        return open(folder, Segment.USUAL_BYTES);
    }

    /**
     * @param segmentBytes how long a segment may become before the next begins
     */
    static Spool open(Path folder, int segmentBytes) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder);
        try {
            return new Spool(folder, segmentBytes, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** The name of this spool: how far it was read is remembered under it. */
    public UUID id() {
        return id;
    }

    /**
     * Makes events durable.
     *
     * @throws IOException if the disk does not take them; nothing was added, as after any other exception or error
     */
    public void add(List<Event> events) throws IOException {
        adding.lock();
        try {
            long first = last + 1;
            long newLast = last + events.size();
            ByteBuffer record = format.write(id, first, forgotten, events);
            active(record.remaining()).append(record, first, newLast);
            last = newLast;
        } finally {
            adding.unlock();
        }
    }

    /** The number of the event that was added last; 0 before the first ever. */
    public long last() {
        return last;
    }

    /** How many wait. */
    public long waiting() {
        return last - forgotten;
    }

    /**
     * The oldest events that wait: a few more than asked for where they were added together, and fewer where they take
     * more than 8 MB.
     *
     * @throws IOException if the disk does not give them, or not as they were written
     */
    public Batch oldest(int about) throws IOException {
        List<Event> events = new ArrayList<>();
        long through = forgotten;
        int bytes = 0;
        Cursor next = cursor();
        while (next != null && events.size() < about && bytes < MAX_BYTES_READ && through < last) {
            SpoolRecord record = next.segment().read(next.position(), format, id);
            if (record == null) {
                Segment following = after(next.segment());
                next = following == null ? null : new Cursor(through, following, 0);
                continue;
            }
            if (record.last() > through) {
                List<Event> all = format.events(record);
                events.addAll(all.subList((int) Math.max(0, through - record.first() + 1), all.size()));
                through = record.last();
                bytes += record.bytes();
            }
            next = new Cursor(through, next.segment(), next.position() + record.bytes());
        }
        if (events.isEmpty() && through < last) {
            throw new IOException("a record of the spool " + folder + " was damaged after event " + through);
        }
        afterBatch = next;
        return new Batch(events, through);
    }

    /**
     * Forgets the events up to a number.
     *
     * @return how many of them waited
     */
    public long forgetThrough(long number) {
        long before = forgotten;
        if (number <= before) {
            return 0;
        }
        Cursor next = afterBatch;
        reading = next != null && next.after() == number ? next : null;
        forgotten = number;
        release();
        return number - before;
    }

    /**
     * Takes note of how far the database remembers to have read this spool, before anything is read from it. Where that
     * is further than the spool itself reaches, an older copy of the folder was put back: its events are in the
     * database, and new ones get numbers that are not taken.
     *
     * @return how many events that waited are in the database already
     */
    public long wasReadThrough(long number) {
        adding.lock();
        try {
            long known = Math.max(0, Math.min(number, last) - forgotten);
            if (number > last) {
                log.warn("The spool {} is older than what the database has read of it", folder);
                last = number;
                beginsAnew = true;
            }
            forgetThrough(number);
            return known;
        } finally {
            adding.unlock();
        }
    }

    /**
     * Puts an event aside that no database takes, with the reason.
     *
     * @throws IOException if the disk does not take it
     */
    public void quarantine(Event event, String reason) throws IOException {
        quarantine.add(event, reason);
    }

    /** How many were put aside, ever. */
    public long quarantined() {
        return quarantine.size();
    }

    @Override
    public void close() {
        synchronized (segments) {
            closed = true;
            segments.forEach(Segment::close);
            spare.forEach(Segment::close);
        }
        try {
            lock.close();
        } catch (IOException failed) {
            log.warn("The lock of the spool {} is not given back: {}", folder, failed.getMessage());
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = file.tryLock();
            if (held != null) {
                return file;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            log.debug("The spool {} is locked by this process", folder);
        }
        file.close();
        throw new IOException("another Telltale uses this spool");
    }

    /** Reads all segments once, to know what they hold; which of it was read already, the last record says. */
    private void find() throws IOException {
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "segment-*")) {
            for (Path file : files) {
                if (!Segment.isName(file)) {
                    log.warn("{} is no segment of the spool and is left alone.", file);
                    continue;
                }
                found.add(Segment.open(file, format, id));
                made = Math.max(made, Segment.number(file));
            }
        }
        found.sort(Comparator.comparingLong(Segment::last));
        for (Segment segment : found) {
            forgotten = Math.max(forgotten, segment.forgotten());
            last = Math.max(last, segment.last());
        }
        // The newest stays as it is, even when all of it was read: it says which numbers are taken.
        for (Segment segment : found) {
            if (segment.last() <= forgotten && segment.last() < last) {
                retire(segment);
            } else {
                segments.add(segment);
            }
        }
        long missing = waiting();
        for (Segment segment : segments) {
            missing -= Math.max(0, segment.last() - Math.max(forgotten, segment.first() - 1));
        }
        if (missing > 0) {
            log.error("{} events in the spool {} cannot be read any more: its files were damaged", missing, folder);
        }
    }

    private Segment active(int bytes) throws IOException {
        synchronized (segments) {
            Segment current = segments.peekLast();
            if (current != null && current.hasRoom(bytes, segmentBytes) && !beginsAnew) {
                return current;
            }
            beginsAnew = false;
            if (closed) {
                throw new IOException("the spool is closed");
            }
            Segment next = spare.poll();
            if (next == null) {
                next = Segment.create(folder, made + 1);
                made++;
            }
            segments.add(next);
            return next;
        }
    }

    private void release() {
        synchronized (segments) {
            while (segments.size() > 1
                    && segments.element().last() <= forgotten
                    && segments.getLast().last() > 0) {
                Segment done = segments.remove();
                if (reading != null && reading.segment() == done) {
                    reading = null;
                }
                retire(done);
            }
        }
    }

    private void retire(Segment segment) {
        segment.clear();
        if (spare.size() < SPARE_SEGMENTS) {
            spare.add(segment);
        } else {
            segment.delete();
        }
    }

    private @Nullable Cursor cursor() {
        if (reading == null) {
            synchronized (segments) {
                Segment oldest = segments.peek();
                reading = oldest == null ? null : new Cursor(forgotten, oldest, 0);
            }
        }
        return reading;
    }

    private @Nullable Segment after(Segment segment) {
        synchronized (segments) {
            boolean isNext = false;
            for (Segment one : segments) {
                if (isNext) {
                    return one;
                }
                isNext = one == segment;
            }
            return null;
        }
    }
}
