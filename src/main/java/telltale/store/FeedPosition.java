package telltale.store;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A position in the feed of stored events: how far each source was read. Each node writes a source of its own, in order, so a
 * position depends neither on the order in which the transactions of different nodes become visible nor on the node
 * that reads.
 *
 * @param at when the position was reached, by the clock of the database
 * @param marks how far each source was read, by its number; none for a source without events
 */
public record FeedPosition(Instant at, SortedMap<Integer, Mark> marks) {
    private static final byte VERSION = 1;
    private static final int MAX_TEXT = 4_000;
    private static final int MILLIS_PER_UNIT = 60_000;

    /**
     * How far a source was read.
     *
     * @param batch the number of the last batch that was read completely
     * @param events the number of events that were read of the next batch
     */
    public record Mark(long batch, int events) implements Comparable<Mark> {
        /** The mark before the first batch. */
        public static final Mark START = new Mark(0, 0);

        public Mark {
            if (batch < 0 || events < 0) {
                throw new IllegalArgumentException("a mark is not negative");
            }
        }

        @Override
        public int compareTo(Mark other) {
            return batch == other.batch ? Integer.compare(events, other.events) : Long.compare(batch, other.batch);
        }
    }

    public FeedPosition {
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    }

    /** A position with a single source. */
    public static FeedPosition of(int source, Mark mark) {
        return new FeedPosition(Instant.EPOCH, new TreeMap<>(Map.of(source, mark)));
    }

    /** Whether everything before another position is before this one. */
    public boolean includes(FeedPosition other) {
        return other.marks.entrySet().stream()
                .allMatch(mark -> mark(mark.getKey()).compareTo(mark.getValue()) >= 0);
    }

    /** How far a source was read. */
    public Mark mark(int source) {
        return marks.getOrDefault(source, Mark.START);
    }

    /** This position with the mark of a source replaced. */
    public FeedPosition with(int source, Mark mark) {
        TreeMap<Integer, Mark> changed = new TreeMap<>(marks);
        changed.put(source, mark);
        return new FeedPosition(at, changed);
    }

    /** The position that includes this one and another. */
    public FeedPosition plus(FeedPosition other) {
        TreeMap<Integer, Mark> changed = new TreeMap<>(marks);
        other.marks.forEach(
                (source, mark) -> changed.merge(source, mark, (own, its) -> own.compareTo(its) >= 0 ? own : its));
        return new FeedPosition(at.isAfter(other.at) ? at : other.at, changed);
    }

    /** The text of this position: a version and variable-length numbers, in base64url. */
    @Override
    public String toString() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        write(bytes, at.toEpochMilli() / MILLIS_PER_UNIT);
        marks.forEach((source, mark) -> {
            write(bytes, source);
            write(bytes, mark.batch);
            write(bytes, mark.events);
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static void write(ByteArrayOutputStream bytes, long number) {
        long rest = number;
        for (; rest >= 0x80; rest >>>= 7) {
            bytes.write((int) (rest & 0x7F) | 0x80);
        }
        bytes.write((int) rest);
    }

    /**
     * Reads the text of a position.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static FeedPosition parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (text.length() > MAX_TEXT || bytes.get() != VERSION) {
                throw invalid(null);
            }
            long at = Math.multiplyExact(number(bytes), MILLIS_PER_UNIT);
            TreeMap<Integer, Mark> marks = new TreeMap<>();
            while (bytes.hasRemaining()) {
                marks.put(Math.toIntExact(number(bytes)), new Mark(number(bytes), Math.toIntExact(number(bytes))));
            }
            return new FeedPosition(Instant.ofEpochMilli(at), marks);
        } catch (ArithmeticException | BufferUnderflowException | IllegalArgumentException malformed) {
            throw invalid(malformed);
        }
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new ArithmeticException("the number is too long");
    }

    private static IllegalArgumentException invalid(@Nullable Exception cause) {
        return new IllegalArgumentException("expected the id of a message of the stream", cause);
    }
}
