package telltale.store.postgresql;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.ReadCopy;
import telltale.store.StoreUnavailableException;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.RowMapping;

/**
 * A copy of the database by streaming replication, for reading what may be some seconds old. If it cannot be read, or is too old,
 * the database is read. Its age is measured by positions in the write-ahead log, so no clocks are compared: the copy is as old as the
 * last moment at which the database had a position that the copy has replayed.
 */
final class PostgresCopy implements ReadCopy {
    /** The age from which on the database is read. */
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(PostgresCopy.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_POSITIONS = 2 * (int) MAX_AGE.toSeconds();

    private static final String WRITTEN = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";
    private static final String REPLAYED =
            "select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint where pg_is_in_recovery()";

    private final Database primary;
    private final Database copy;
    private final LongSupplier nanoTime;
    private final Deque<Position> positions = new ArrayDeque<>();
    private volatile @Nullable Long current;
    private boolean wasUsed = true;

    /** The position that the database had reached at a time, at least. */
    private record Position(long nanos, long written) {}

    /** @param nanoTime a clock such as {@link System#nanoTime} */
    PostgresCopy(Database primary, Database copy, LongSupplier nanoTime) {
        this.primary = primary;
        this.copy = copy;
        this.nanoTime = nanoTime;
    }

    /** The database as statistics read it. */
    Database statistics() {
        return new CopiedDatabase(primary, this);
    }

    /** Runs queries on the copy or, if it cannot be read or is too old, on the database. */
    <T> T read(String operation, Database.Work<T> work) {
        if (state().isUsed()) {
            try {
                return copy.readConsistently(operation, work);
            } catch (StoreUnavailableException failed) {
                current = null;
                log.debug("The copy of the database cannot be read: {}", failed.getMessage());
            }
        }
        return primary.readConsistently(operation, work);
    }

    @Override
    public State state() {
        Long at = current;
        Optional<Duration> age =
                at == null ? Optional.empty() : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - at));
        return new State(age, age.filter(old -> old.compareTo(MAX_AGE) <= 0).isPresent());
    }

    @Override
    public Duration step() {
        note();
        replayed().ifPresent(this::reach);
        boolean isUsed = state().isUsed();
        if (isUsed != wasUsed) {
            wasUsed = isUsed;
            log.warn(
                    isUsed
                            ? "Statistics are read from the copy of the database again."
                            : "The copy of the database cannot be read, or is more than a minute old; statistics are read from the database.");
        }
        return INTERVAL;
    }

    /** Notes the position of the database; while it is unavailable, the copy is measured by earlier ones. */
    private void note() {
        long now = nanoTime.getAsLong();
        position(primary, WRITTEN).ifPresent(written -> positions.addLast(new Position(now, written)));
        if (positions.size() > MAX_POSITIONS) {
            positions.removeFirst();
        }
    }

    private Optional<Long> replayed() {
        Optional<Long> replayed = position(copy, REPLAYED);
        if (replayed.isEmpty()) {
            current = null;
        }
        return replayed;
    }

    private void reach(long replayed) {
        Position last = null;
        while (!positions.isEmpty() && positions.getFirst().written <= replayed) {
            last = positions.removeFirst();
        }
        if (last != null) {
            positions.addFirst(last);
            current = last.nanos;
        }
    }

    private static Optional<Long> position(Database database, String query) {
        try {
            return database.read("reading a position in the write-ahead log", connection -> {
                try (PreparedStatement select = connection.prepareStatement(query)) {
                    return Optional.ofNullable(RowMapping.first(select));
                }
            });
        } catch (StoreUnavailableException away) {
            return Optional.empty();
        }
    }
}
