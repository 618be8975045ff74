package telltale.web.api;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.store.Shards;

/** A single database whose answers lack what others store, as a test says. */
public final class LackingShards implements Shards {
    /** The numbers of the databases that are missing in every answer. */
    public volatile SortedSet<Integer> missing = new TreeSet<>();

    @Override
    public int forNew(@Nullable ImmutableBytes keyHash) {
        return 0;
    }

    @Override
    public int of(UUID id) {
        return 0;
    }

    @Override
    public Set<Integer> unavailable() {
        return missing;
    }

    @Override
    public Watch watch() {
        return new Watch() {
            @Override
            public SortedSet<Integer> missing() {
                return missing;
            }

            @Override
            public void close() {}
        };
    }
}
