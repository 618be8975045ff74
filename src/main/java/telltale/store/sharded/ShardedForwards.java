package telltale.store.sharded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.store.Forwards;
import telltale.store.StoredForward;

/** The replies to forward, each in the database of its delivery. The limit for each sender is one of each database. */
final class ShardedForwards implements Forwards {
    private final ShardSet shards;

    ShardedForwards(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public List<Owed> claim(int limit, Instant now, Instant until) {
        List<Owed> claimed = new ArrayList<>();
        shards.sum(store -> {
            List<Owed> some =
                    claimed.size() < limit ? store.forwards().claim(limit - claimed.size(), now, until) : List.of();
            claimed.addAll(some);
            return some.size();
        });
        return claimed;
    }

    @Override
    public void record(Owed attempted, StoredForward result, @Nullable Instant next) {
        shards.run(
                shards.of(attempted.delivery().value()),
                store -> store.forwards().record(attempted, result, next));
    }
}
