package telltale.store.sharded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.LogReplay;
import telltale.store.LoggedEvent;

/**
 * The reading of a replicated log into several databases. The first one stores the positions, and is written last: until then the
 * records are read again, and each database knows the ids of the events that it has stored.
 */
final class ShardedLog implements LogReplay {
    private final ShardSet shards;
    private final ShardedEvents events;

    ShardedLog(ShardSet shards, ShardedEvents events) {
        this.shards = shards;
        this.events = events;
    }

    @Override
    public Map<Integer, Long> positions(UUID topic) {
        return shards.ask(0, store -> store.logReplay().positions(topic));
    }

    @Override
    public Result store(UUID topic, List<LoggedEvent> records) {
        List<LoggedEvent> own = new ArrayList<>();
        SortedMap<Integer, List<LoggedEvent>> others = new TreeMap<>();
        for (LoggedEvent record : records) {
            int shard = record.event() == null ? 0 : events.shard(record.event());
            own.add(shard == 0 ? record : passed(record));
            if (shard > 0) {
                others.computeIfAbsent(shard, any -> new ArrayList<>()).add(record);
            }
        }
        Result sum = new Result(new AppendResult(0, 0, 0), 0);
        for (Map.Entry<Integer, List<LoggedEvent>> part : others.entrySet()) {
            sum = sum(sum, events.storeOrParkLogged(part.getKey(), topic, part.getValue()));
        }
        return sum(sum, shards.ask(0, store -> store.logReplay().store(topic, own)));
    }

    /** A record whose event another database stores. */
    private static LoggedEvent passed(LoggedEvent record) {
        return new LoggedEvent(record.partition(), record.from(), record.offset(), null, null);
    }

    private static Result sum(Result one, Result other) {
        return new Result(ShardedEvents.sum(one.appended(), other.appended()), one.repeated() + other.repeated());
    }

    @Override
    public Result add(List<Event> some) {
        Result sum = new Result(new AppendResult(0, 0, 0), 0);
        for (Map.Entry<Integer, List<Event>> part : events.split(some).entrySet()) {
            sum = sum(sum, shards.ask(part.getKey(), store -> store.logReplay().add(part.getValue())));
        }
        return sum;
    }

    @Override
    public int forgetBefore(Instant cutoff) {
        return shards.sum(store -> store.logReplay().forgetBefore(cutoff));
    }

    @Override
    public long faults() {
        return shards.ask(0, store -> store.logReplay().faults());
    }
}
