package telltale.store.sharded;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.ImmutableBytes;
import telltale.store.ShardTable.Placed;
import telltale.store.StoreUnavailableException;

/** Forgets which database messages under an Idempotency-Key are in, after those messages were deleted. */
final class PlacedKeys {
    private static final Logger log = LoggerFactory.getLogger(PlacedKeys.class);
    private static final int BATCH = 1_000;

    private final ShardSet shards;
    private ImmutableBytes reached = ImmutableBytes.NONE;

    PlacedKeys(ShardSet shards) {
        this.shards = shards;
    }

    /**
     * Forgets some keys that came last before a time; the next call continues.
     *
     * @return whether all of them were looked at
     */
    synchronized boolean forgetBefore(Instant before) {
        List<Placed> old = shards.ask(0, store -> store.shardTable().placedBefore(before, reached, BATCH));
        old.stream()
                .collect(Collectors.groupingBy(Placed::shard, Collectors.mapping(Placed::keyHash, Collectors.toList())))
                .entrySet()
                .forEach(part -> forget(part, before));
        boolean isEnd = old.size() < BATCH;
        reached = isEnd ? ImmutableBytes.NONE : old.get(BATCH - 1).keyHash();
        return isEnd;
    }

    private void forget(Map.Entry<Integer, List<ImmutableBytes>> part, Instant before) {
        try {
            Set<ImmutableBytes> used =
                    shards.ask(part.getKey(), store -> store.shardTable().used(part.getValue()));
            List<ImmutableBytes> unused =
                    part.getValue().stream().filter(key -> !used.contains(key)).toList();
            shards.run(0, store -> store.shardTable().forget(unused, before));
        } catch (StoreUnavailableException away) {
            log.debug("The keys of shard {} are looked at later: {}", part.getKey(), away.getMessage());
        }
    }
}
