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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;

/**
 * A durable queue of events on this node's disk: answered, but not in the database yet. Each event gets the next number, and
 * is synced when {@link #add} returns.
 *
 * <p>The events are in a few segments that are written sequentially. A segment whose events were all acknowledged is overwritten
 * by zeros and used again: syncing a file whose length does not change costs half as much, and works on a full disk.
 *
 * <p>One thread adds, another reads and acknowledges; neither waits for the other's disk access.
 */
public final class Spool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final int SPARE_SEGMENTS = 2;
    /** The size of a batch, so that user agents of the maximum length do not take ten times the usual memory. */
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
    private int lastSegment;
    private boolean startNewSegment;
    private boolean closed;
    private volatile long last;
    private volatile long acknowledged;
    /** The size of the segments that are not spare. */
    private final AtomicLong bytes = new AtomicLong();
    /** The time of the oldest waiting event; meaningless while none waits. */
    private volatile Instant oldestAt = Instant.EPOCH;

    private @Nullable Cursor reading;
    private @Nullable Cursor afterBatch;

    /** Some of the waiting events, the oldest first, and the number of the last of them. */
    public record Batch(List<Event> events, long last) {
        /** Whether no events are waiting. */
        public boolean isEmpty() {
            return events.isEmpty();
        }

        /** The events between two indexes, with the number of the last of them. */
        public Batch part(int from, int to) {
            return new Batch(events.subList(from, to), last - (events.size() - to));
        }
    }

    /** The position of the record after an event number. */
    private record Cursor(long after, Segment segment, long position) {}

    private Spool(Path folder, int segmentBytes, FileChannel lock) throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.lock = lock;
        this.id = SpoolName.of(folder);
        this.quarantine = new Quarantine(folder.resolve("quarantine.tsv"));
        scan();
        readOldest();
    }

    /**
     * Opens a spool with the events that wait in it, or creates it.
     *
     * @throws SpoolInUseException if another process uses the folder
     * @throws IOException if the disk does not work
     */
    public static Spool open(Path folder) throws IOException {
        return open(folder, Segment.DEFAULT_BYTES);
    }

    /**
     * @param segmentBytes the size at which the next segment begins
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

    /** The id of this spool, under which the database stores how far it was read. */
    public UUID id() {
        return id;
    }

    /**
     * Makes events durable.
     *
     * @throws IOException if they cannot be written; nothing was added, as after any other exception or error
     */
    public void add(List<Event> events) throws IOException {
        adding.lock();
        try {
            long first = last + 1;
            long newLast = last + events.size();
            ByteBuffer record = format.write(id, first, acknowledged, events);
            int size = record.remaining();
            active(size).append(record, first, newLast);
            bytes.addAndGet(size);
            if (waiting() == 0) {
                noteOldest(events);
            }
            last = newLast;
        } finally {
            adding.unlock();
        }
    }

    /** The number of the last event that was added; 0 if there has been none. */
    public long last() {
        return last;
    }

    /** The number of waiting events. */
    public long waiting() {
        return last - acknowledged;
    }

    /** The size of the records in the files in use; a file is in use until all of its events were acknowledged. */
    public long bytes() {
        return bytes.get();
    }

    /** The time of the oldest waiting event, or empty if none waits. */
    public Optional<Instant> oldestWaiting() {
        Instant at = oldestAt;
        return waiting() == 0 ? Optional.empty() : Optional.of(at);
    }

    /** Under the profile hygiene an event has no time of day, so it waits from now on. */
    private void noteOldest(List<Event> events) {
        if (!events.isEmpty()) {
            Event first = events.get(0);
            oldestAt = first.profile() == PrivacyProfile.HYGIENE ? Instant.now() : first.at();
        }
    }

    /**
     * Returns the oldest waiting events: a few more than requested if they were added together, and fewer if they take more
     * than 8 MB.
     *
     * @throws IOException if they cannot be read, or a record is damaged
     */
    public Batch oldest(int count) throws IOException {
        List<Event> events = new ArrayList<>();
        long through = acknowledged;
        int bytes = 0;
        Cursor next = cursor();
        while (next != null && events.size() < count && bytes < MAX_BYTES_READ && through < last) {
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
        noteOldest(events);
        return new Batch(events, through);
    }

    /**
     * Acknowledges the events up to a number, so that they are not read again.
     *
     * @return how many of them were waiting
     */
    public long acknowledge(long number) {
        long before = acknowledged;
        if (number <= before) {
            return 0;
        }
        Cursor next = afterBatch;
        reading = next != null && next.after() == number ? next : null;
        acknowledged = number;
        release();
        return number - before;
    }

    /**
     * Skips the events that the database has, before the first read. If its number is beyond the end of the spool, an older
     * copy of the folder was restored: its events are in the database, and new ones get numbers that are not in use.
     *
     * @param number the last event of this spool that the database has stored
     * @return how many waiting events are in the database already
     */
    public long resumeAfter(long number) {
        adding.lock();
        try {
            long skipped = Math.max(0, Math.min(number, last) - acknowledged);
            if (number > last) {
                log.warn("The spool {} is older than the events that the database has read from it", folder);
                last = number;
                startNewSegment = true;
            }
            acknowledge(number);
            return skipped;
        } finally {
            adding.unlock();
        }
    }

    /**
     * Stores an event that the database rejects in the quarantine, with the reason.
     *
     * @throws IOException if it cannot be written
     */
    public void quarantine(Event event, String reason) throws IOException {
        quarantine.add(event, reason);
    }

    /** The number of events in the quarantine. */
    public long quarantined() {
        return quarantine.size();
    }

    /**
     * Overwrites the events in the quarantine that belong to a delivery that does not exist any more, or are from before a time.
     *
     * @param exists whether a delivery exists
     * @throws IOException if the disk does not work; whatever {@code exists} throws is thrown, too
     */
    public void cleanQuarantine(Instant since, Predicate<DeliveryId> exists) throws IOException {
        quarantine.clean(since, exists);
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
            log.warn("The lock of the spool {} could not be released: {}", folder, failed.getMessage());
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
        throw new SpoolInUseException(folder);
    }

    /** Scans all segments; their last record has the number up to which events were acknowledged. */
    private void scan() throws IOException {
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "segment-*")) {
            for (Path file : files) {
                if (!Segment.isName(file)) {
                    log.warn("{} is not a segment of the spool and is ignored.", file);
                    continue;
                }
                found.add(Segment.open(file, format, id));
                lastSegment = Math.max(lastSegment, Segment.number(file));
            }
        }
        found.sort(Comparator.comparingLong(Segment::last));
        for (Segment segment : found) {
            bytes.addAndGet(segment.size());
            acknowledged = Math.max(acknowledged, segment.acknowledged());
            last = Math.max(last, segment.last());
        }
        // The newest segment is kept even if all of it was read, because it has the last number in use.
        for (Segment segment : found) {
            if (segment.last() <= acknowledged && segment.last() < last) {
                retire(segment);
            } else {
                segments.add(segment);
            }
        }
        long missing = waiting();
        for (Segment segment : segments) {
            missing -= Math.max(0, segment.last() - Math.max(acknowledged, segment.first() - 1));
        }
        if (missing > 0) {
            log.error("{} events in the spool {} cannot be read: its files are damaged", missing, folder);
        }
    }

    /** Reads the time of the oldest event, which may wait for a database that is unavailable now. */
    private void readOldest() {
        try {
            var unused = oldest(1);
        } catch (IOException reportedLater) {
            log.debug("The oldest event of the spool {} cannot be read: {}", folder, reportedLater.getMessage());
        }
    }

    private Segment active(int bytes) throws IOException {
        synchronized (segments) {
            Segment current = segments.peekLast();
            if (current != null && current.hasRoom(bytes, segmentBytes) && !startNewSegment) {
                return current;
            }
            startNewSegment = false;
            if (closed) {
                throw new IOException("the spool is closed");
            }
            Segment next = spare.poll();
            if (next == null) {
                next = Segment.create(folder, lastSegment + 1);
                lastSegment++;
            }
            segments.add(next);
            return next;
        }
    }

    private void release() {
        List<Segment> read = new ArrayList<>();
        synchronized (segments) {
            while (segments.size() > 1
                    && segments.element().last() <= acknowledged
                    && segments.getLast().last() > 0) {
                Segment done = segments.remove();
                if (reading != null && reading.segment() == done) {
                    reading = null;
                }
                read.add(done);
            }
        }
        read.forEach(this::retire);
    }

    private void retire(Segment segment) {
        bytes.addAndGet(-segment.size());
        boolean isErased = isErased(segment);
        synchronized (segments) {
            if (isErased && !closed && spare.size() < SPARE_SEGMENTS) {
                spare.add(segment);
                return;
            }
        }
        segment.delete();
    }

    private boolean isErased(Segment segment) {
        try {
            segment.erase(id);
            return true;
        } catch (IOException failed) {
            log.warn("A file of the spool could not be overwritten and is deleted: {}", failed.getMessage());
            return false;
        }
    }

    /**
     * Overwrites the acknowledged events on disk, which otherwise stay there until all of their file were acknowledged. Called
     * by the thread that reads.
     *
     * @return false if one remains, because it was added together with events that still wait
     */
    public boolean overwriteAcknowledged() throws IOException {
        List<Segment> used;
        synchronized (segments) {
            used = List.copyOf(segments);
        }
        boolean isComplete = true;
        for (Segment segment : used) {
            isComplete &= segment.overwrite(acknowledged, id);
        }
        return isComplete;
    }

    private @Nullable Cursor cursor() {
        if (reading == null) {
            synchronized (segments) {
                Segment oldest = segments.peek();
                reading = oldest == null ? null : new Cursor(acknowledged, oldest, 0);
            }
        }
        return reading;
    }

    private @Nullable Segment after(Segment segment) {
        synchronized (segments) {
            boolean isNext = false;
            for (Segment candidate : segments) {
                if (isNext) {
                    return candidate;
                }
                isNext = candidate == segment;
            }
            return null;
        }
    }
}
