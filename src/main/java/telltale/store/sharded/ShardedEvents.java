package telltale.store.sharded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.EventsRejectedException;
import telltale.store.LogReplay;
import telltale.store.LoggedEvent;
import telltale.store.ParkedEvents;
import telltale.store.SpooledEvents;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/**
 * The storing of events, each in the database of its delivery. Those of a database that is unavailable, or that this node has no
 * setting for, wait in the first database.
 *
 * <p>Each database has a position of its own in each spool, so that none stores an event twice. The first one is written last: until
 * then, the events stay in the spool, and a repetition skips those that the others have. Events of a database are not sent to it
 * past others of the same spool that wait for it, since its position would then pass those.
 */
final class ShardedEvents {
    private static final Logger log = LoggerFactory.getLogger(ShardedEvents.class);
    private static final int BATCH = 1_000;

    private final ShardSet shards;
    /** The databases for which no events of this node's spool wait. */
    private final Map<Integer, UUID> upToDate = new ConcurrentHashMap<>();

    ShardedEvents(ShardSet shards) {
        this.shards = shards;
    }

    /** Stores events that are in no spool; all of them or, if it throws, perhaps those of some databases. */
    AppendResult append(List<Event> events) {
        AppendResult sum = new AppendResult(0, 0, 0);
        for (Map.Entry<Integer, List<Event>> part : split(events).entrySet()) {
            sum = sum(sum, shards.ask(part.getKey(), store -> store.append(part.getValue())));
        }
        return sum;
    }

    /** The events of each database. */
    SortedMap<Integer, List<Event>> split(List<Event> events) {
        return shards.split(events, ShardedEvents::owner);
    }

    private static UUID owner(Event event) {
        DeliveryId delivery = event.delivery();
        return delivery == null ? new UUID(0, 0) : delivery.value();
    }

    /** The number of the database that stores an event. */
    int shard(Event event) {
        return shards.of(owner(event));
    }

    /** See {@link telltale.store.Store#replay(UUID, List, long)}. */
    AppendResult replay(UUID spool, List<Event> events, long through) {
        List<Event> own = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        SortedMap<Integer, Part> parts = new TreeMap<>();
        long number = through - events.size();
        for (Event event : events) {
            number++;
            int shard = shard(event);
            if (shard == 0) {
                own.add(event);
                numbers.add(number);
            } else {
                parts.computeIfAbsent(shard, any -> new Part()).add(event, number);
            }
        }
        AppendResult sum = new AppendResult(0, 0, 0);
        for (Map.Entry<Integer, Part> part : parts.entrySet()) {
            sum = sum(sum, storeOrPark(part.getKey(), spool, part.getValue().through(through)));
        }
        return sum(
                sum,
                parts.isEmpty()
                        ? shards.ask(0, store -> store.replay(spool, events, through))
                        : shards.ask(0, store -> store.replay(spool, new SpooledEvents(own, numbers, through))));
    }

    /** The events of one database. */
    private static final class Part {
        private final List<Event> events = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();

        void add(Event event, long number) {
            events.add(event);
            numbers.add(number);
        }

        SpooledEvents toItsLast() {
            return through(numbers.get(numbers.size() - 1));
        }

        SpooledEvents through(long number) {
            return new SpooledEvents(events, numbers, number);
        }
    }

    private AppendResult storeOrPark(int shard, UUID spool, SpooledEvents part) {
        try {
            if (!spool.equals(upToDate.get(shard))) {
                drain(shard, spool);
                upToDate.put(shard, spool);
            }
            return shards.ask(shard, store -> store.replay(spool, part));
        } catch (StoreUnavailableException away) {
            upToDate.remove(shard);
            parked().park(shard, spool, part);
            return new AppendResult(part.events().size(), 0, 0);
        }
    }

    /**
     * Stores events of a replicated log, which a database tells by their ids, so that their order does not matter.
     *
     * @param records with events of deliveries in the database with this number
     */
    LogReplay.Result storeOrParkLogged(int shard, UUID topic, List<LoggedEvent> records) {
        try {
            return shards.ask(
                    shard,
                    store -> store.logReplay()
                            .add(records.stream().map(ShardedEvents::event).toList()));
        } catch (StoreUnavailableException away) {
            SortedMap<Integer, Part> partitions = new TreeMap<>();
            records.forEach(record -> partitions
                    .computeIfAbsent(record.partition(), any -> new Part())
                    .add(event(record), record.offset()));
            partitions.forEach((partition, part) -> parked().park(shard, logged(topic, partition), part.toItsLast()));
            return new LogReplay.Result(new AppendResult(records.size(), 0, 0), 0);
        }
    }

    private static Event event(LoggedEvent record) {
        return Objects.requireNonNull(record.event());
    }

    /** What stands for the spool of waiting events of a partition. The ids of spools are random, and of another version. */
    private static UUID logged(UUID topic, int partition) {
        return UUID.nameUUIDFromBytes((topic + " " + partition).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLogged(UUID spool) {
        return spool.version() == 3;
    }

    private static AppendResult store(Store store, ParkedEvents.Parked parked) {
        return isLogged(parked.spool())
                ? store.logReplay().add(parked.events().events()).appended()
                : store.replay(parked.spool(), parked.events());
    }

    /**
     * Moves the events that wait to the databases that are available by now.
     *
     * @return how many
     */
    int drain() {
        return parked().counts().keySet().stream()
                .mapToInt(this::drainIfAvailable)
                .sum();
    }

    private int drainIfAvailable(int shard) {
        try {
            return drain(shard, null);
        } catch (StoreUnavailableException away) {
            return 0;
        }
    }

    private int drain(int shard, @Nullable UUID spool) {
        int moved = 0;
        for (Optional<ParkedEvents.Parked> some = parked().oldest(shard, spool, BATCH);
                some.isPresent();
                some = parked().oldest(shard, spool, BATCH)) {
            moved += move(shard, some.get());
        }
        return moved;
    }

    /** Moves some events to their database, and keeps those that it rejects apart. */
    private int move(int shard, ParkedEvents.Parked parked) {
        SpooledEvents events = parked.events();
        int size = events.events().size();
        try {
            shards.ask(shard, store -> store(store, parked));
        } catch (EventsRejectedException rejected) {
            if (size > 1) {
                return move(shard, part(parked, 0, size / 2)) + move(shard, part(parked, size / 2, size));
            }
            log.error("Shard {} rejects an event, which stays in the first database", shard, rejected);
            parked().reject(shard, parked.spool(), events.through());
            return 0;
        }
        parked().release(shard, parked.spool(), events.through());
        return size;
    }

    private static ParkedEvents.Parked part(ParkedEvents.Parked parked, int from, int to) {
        List<Long> numbers = parked.events().numbers().subList(from, to);
        return new ParkedEvents.Parked(
                parked.spool(),
                new SpooledEvents(
                        parked.events().events().subList(from, to), numbers, numbers.get(numbers.size() - 1)));
    }

    private ParkedEvents parked() {
        return shards.first().shardTable().parked();
    }

    static AppendResult sum(AppendResult one, AppendResult other) {
        return new AppendResult(
                one.stored() + other.stored(),
                one.aggregated() + other.aggregated(),
                one.unknownDelivery() + other.unknownDelivery(),
                union(one.withdrawn(), other.withdrawn()),
                union(one.tests(), other.tests()));
    }

    private static Set<UUID> union(Set<UUID> some, Set<UUID> others) {
        Set<UUID> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
