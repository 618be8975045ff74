package telltale.store.sharded;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import telltale.model.PoolGroup;
import telltale.store.PooledCounts;
import telltale.store.Pools;
import telltale.store.ShardTable;

/** The pools of several databases: the number of a pool says which it is in. The clicks of campaigns are counted in the first. */
final class ShardedPools implements Pools {
    private final ShardSet shards;

    ShardedPools(ShardSet shards) {
        this.shards = shards;
    }

    /** Storing a pool as seen again changes nothing, so the first database, which adds clicks, is the last. */
    @Override
    public void record(Collection<Seen> seen, Map<ClickedLink, Long> clicks) {
        SortedMap<Integer, List<Seen>> parts =
                new TreeMap<>(seen.stream().collect(Collectors.groupingBy(one -> ShardTable.shard(one.pool()))));
        List<Seen> own = parts.getOrDefault(0, List.of());
        parts.remove(0);
        parts.forEach((number, part) ->
                shards.run(number, store -> store.pools().record(part, Map.of())));
        shards.run(0, store -> store.pools().record(own, clicks));
    }

    @Override
    public PooledCounts counts(String campaign) {
        Collection<PooledCounts> parts =
                shards.readEach(store -> store.pools().counts(campaign)).values();
        SortedMap<Integer, Long> clicks = new TreeMap<>();
        parts.forEach(part -> part.clicks().forEach((link, count) -> clicks.merge(link, count, Long::sum)));
        SortedMap<Integer, SortedMap<Integer, PoolGroup>> groups = new TreeMap<>();
        parts.forEach(part -> part.groups()
                .forEach(group -> groups.computeIfAbsent(group.size(), size -> new TreeMap<>())
                        .merge(group.noise(), group, PoolGroup::plus)));
        return new PooledCounts(
                groups.values().stream()
                        .flatMap(ofSize -> ofSize.values().stream())
                        .toList(),
                clicks);
    }
}
