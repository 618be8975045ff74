package telltale.store.sharded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.store.EventFeed;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;

/**
 * The feeds of several databases as one, in which the number of a source names its database, too. The events of a database that is
 * unavailable follow when it is back, as the position stays where it is.
 */
final class ShardedFeed implements EventFeed {
    /** A database numbers its sources, one for each node, far below this. */
    private static final int SOURCES = 1 << 20;

    /** The only mark, of source 0, of a database that was unavailable: reading begins at its end. */
    private static final Mark UNKNOWN = new Mark(1, 0);

    private final ShardSet shards;

    ShardedFeed(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public FeedPosition end() {
        SortedMap<Integer, Mark> marks = new TreeMap<>();
        shards.numbers().forEach(number -> marks.put(source(number, 0), UNKNOWN));
        Instant at = Instant.MAX;
        for (Map.Entry<Integer, FeedPosition> end :
                shards.readEach(store -> store.eventFeed().end()).entrySet()) {
            marks.remove(source(end.getKey(), 0));
            marks.putAll(global(end.getKey(), end.getValue()));
            at = earlier(at, end.getValue().at());
        }
        return new FeedPosition(at, marks);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public FeedChunk after(FeedPosition position, @Nullable FeedPosition until, int limit) {
        int share = Math.max(1, limit / shards.numbers().size());
        SortedMap<Integer, FeedChunk> chunks = shards.readEach((store, number) -> isUnknown(number, position)
                ? new FeedChunk(List.of(), store.eventFeed().end(), false, false)
                : store.eventFeed().after(local(number, position), until == null ? null : local(number, until), share));
        boolean isComplete = chunks.keySet().containsAll(shards.numbers());
        FeedPosition reached = new FeedPosition(isComplete ? at(chunks) : position.at(), position.marks());
        List<FeedChunk.Entry> entries = new ArrayList<>();
        for (Map.Entry<Integer, FeedChunk> part : chunks.entrySet()) {
            int number = part.getKey();
            for (FeedChunk.Entry entry : part.getValue().entries()) {
                FeedPosition after = with(reached, number, entry.position());
                entries.add(new FeedChunk.Entry(entry.event(), source(number, entry.source()), after));
            }
            reached = with(reached, number, part.getValue().next());
        }
        return new FeedChunk(
                entries,
                reached,
                chunks.values().stream().anyMatch(FeedChunk::isReset),
                chunks.values().stream().anyMatch(FeedChunk::isMore));
    }

    private static boolean isUnknown(int number, FeedPosition position) {
        return own(number, position).equals(Map.of(source(number, 0), UNKNOWN));
    }

    private static Instant at(SortedMap<Integer, FeedChunk> chunks) {
        return chunks.values().stream().map(chunk -> chunk.next().at()).reduce(Instant.MAX, ShardedFeed::earlier);
    }

    private static int source(int number, int local) {
        return number * SOURCES + local;
    }

    private static SortedMap<Integer, Mark> global(int number, FeedPosition local) {
        SortedMap<Integer, Mark> marks = new TreeMap<>();
        local.marks().forEach((source, mark) -> marks.put(source(number, source), mark));
        return marks;
    }

    private static SortedMap<Integer, Mark> own(int number, FeedPosition position) {
        return position.marks().subMap(source(number, 0), source(number + 1, 0));
    }

    private static FeedPosition local(int number, FeedPosition position) {
        SortedMap<Integer, Mark> marks = new TreeMap<>();
        own(number, position).forEach((source, mark) -> marks.put(source - source(number, 0), mark));
        return new FeedPosition(position.at(), marks);
    }

    /** A position with the marks of a database replaced. */
    private static FeedPosition with(FeedPosition position, int number, FeedPosition local) {
        SortedMap<Integer, Mark> marks = new TreeMap<>(position.marks());
        marks.keySet().removeAll(own(number, position).keySet());
        marks.putAll(global(number, local));
        return new FeedPosition(position.at(), marks);
    }

    @Override
    public int deleteOld() {
        return shards.sum(store -> store.eventFeed().deleteOld());
    }
}
