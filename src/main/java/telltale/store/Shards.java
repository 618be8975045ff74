package telltale.store;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/** The databases that store messages with their deliveries. Each has a number, which is in the identifiers of what it stores. */
public interface Shards {
    /** A single database. */
    Shards ONE = new Shards() {
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
            return Set.of();
        }

        @Override
        public Watch watch() {
            return Watch.NOTHING;
        }
    };

    /** What is missing in the answers that a thread gets until this is closed. */
    interface Watch extends AutoCloseable {
        /** With a single database, an answer is complete, or there is none. */
        Watch NOTHING = new Watch() {
            @Override
            public SortedSet<Integer> missing() {
                return Collections.emptySortedSet();
            }

            @Override
            public void close() {}
        };

        /** The databases that did not answer. Sums over all are lower bounds then, and lists lack what these store. */
        SortedSet<Integer> missing();

        @Override
        void close();
    }

    /**
     * The number of the database that a new message is to be stored in, with its deliveries.
     *
     * @param keyHash the hash of its Idempotency-Key, or null; messages under one key get the same number, so that the second of
     *     them finds the first
     */
    int forNew(@Nullable ImmutableBytes keyHash);

    /** The number of the database that stores the message or delivery with this identifier. */
    int of(UUID id);

    /** The databases that did not answer just now. */
    Set<Integer> unavailable();

    /** Begins to note which databases are missing in the answers that this thread gets. */
    Watch watch();
}
