package telltale.store.sharded;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import telltale.store.Shards;

/** What is missing in the answers that threads get; see {@link Shards#watch}. */
final class Watches {
    private static final ThreadLocal<@Nullable Watching> WATCHED = new ThreadLocal<>();

    /** Begins to note what is missing in the answers that this thread gets. */
    Shards.Watch begin() {
        Watching begun = new Watching(WATCHED.get());
        WATCHED.set(begun);
        return begun;
    }

    /** Notes that databases are missing in an answer that this thread gets. */
    void note(Collection<Integer> shards) {
        Watching watching = WATCHED.get();
        if (watching != null) {
            watching.missing.addAll(shards);
        }
    }

    private static final class Watching implements Shards.Watch {
        private final @Nullable Watching outer;
        private final SortedSet<Integer> missing = new TreeSet<>();

        Watching(@Nullable Watching outer) {
            this.outer = outer;
        }

        @Override
        public SortedSet<Integer> missing() {
            return Collections.unmodifiableSortedSet(missing);
        }

        @Override
        public void close() {
            if (outer == null) {
                WATCHED.remove();
            } else {
                outer.missing.addAll(missing);
                WATCHED.set(outer);
            }
        }
    }
}
