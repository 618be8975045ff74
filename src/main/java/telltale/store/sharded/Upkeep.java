package telltale.store.sharded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import telltale.store.ShardTable;
import telltale.store.ShardUpkeep;

/** The work that keeps further databases in use, and what was last known about them. */
final class Upkeep implements ShardUpkeep {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** Counting takes long if much waits. */
    private static final Duration COUNTING = Duration.ofSeconds(10);

    private final ShardSet shards;
    private final ShardedEvents events;
    private volatile Counts counts = new Counts(Map.of(), Map.of(), 0);

    /** What waits for each database. */
    private record Counts(Map<Integer, Long> decisions, Map<Integer, Long> events, long rejected) {}

    Upkeep(ShardSet shards, ShardedEvents events) {
        this.shards = shards;
        this.events = events;
    }

    @Override
    public List<Integer> shards() {
        return shards.furtherNumbers();
    }

    @Override
    public Duration step(int shard) {
        shards.copying().run(shard);
        if (counts.events.containsKey(shard)) {
            int unused = events.drain();
        }
        return PAUSE;
    }

    @Override
    public Duration count() {
        ShardTable table = shards.first().shardTable();
        counts = new Counts(
                table.personNews().counts(),
                table.parked().counts(),
                table.parked().rejected());
        return COUNTING;
    }

    @Override
    public List<State> states() {
        Counts last = counts;
        return shards().stream().map(number -> state(number, last)).toList();
    }

    private State state(int number, Counts last) {
        Optional<Duration> age = shards.copying().age(number);
        return new State(
                number,
                age.isPresent() && shards.isReachable(number),
                shards.getsMail(number),
                age,
                last.decisions.getOrDefault(number, 0L),
                last.events.getOrDefault(number, 0L));
    }

    @Override
    public long unknown() {
        Set<Integer> known = Set.copyOf(shards());
        return counts.events.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public long rejected() {
        return counts.rejected;
    }
}
