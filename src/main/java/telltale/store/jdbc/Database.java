package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import telltale.store.EventsRejectedException;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;

/** A database that runs transactions; it manages its connections itself. */
public interface Database extends AutoCloseable {
    /** The work of one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs queries.
     *
     * @throws StoreUnavailableException if the database is unavailable or fails
     */
    <T> T read(String operation, Work<T> work);

    /**
     * Runs queries that all see one snapshot of the database.
     *
     * @throws StoreUnavailableException if the database is unavailable or fails
     */
    <T> T readConsistently(String operation, Work<T> work);

    /**
     * Runs queries on one snapshot of the database that may take long.
     *
     * @throws StoreUnavailableException if the database is unavailable or fails
     */
    <T> T snapshot(String operation, Work<T> work);

    /**
     * Runs changes in one transaction, which is on disk when this method returns, and rolled back when it throws.
     *
     * @param work may be run again, after a rollback
     * @throws StoreUnavailableException if the database is unavailable or fails
     */
    default <T> T write(String operation, Work<T> work) {
        return write(operation, work, () -> {});
    }

    /**
     * Runs changes in one transaction, for work that caches what it writes.
     *
     * @param work may be run again, after {@code rolledBack}
     * @param rolledBack called after a rollback, before any other transaction
     */
    <T> T write(String operation, Work<T> work, Runnable rolledBack);

    /**
     * Runs changes as {@link #write(String, Work)} does, before those that wait already.
     *
     * @param patience how long they may wait for others, to share their commit
     * @throws StoreUnavailableException if the database is unavailable or fails
     */
    default <T> T writeFirst(String operation, Work<T> work, Duration patience) {
        return write(operation, work);
    }

    /** Makes other migrations wait for the end of this transaction. */
    void lockMigrations(Connection connection) throws SQLException;

    /** Whether the values to be written caused a failure, so that a retry would fail, too. */
    boolean isRejection(SQLException failure);

    /**
     * Stores events, and reports if their content is the cause of a failure.
     *
     * @throws EventsRejectedException if the database refuses the content
     */
    default <T> T unlessRejected(Supplier<T> append) {
        try {
            return append.get();
        } catch (StoreUnavailableException failed) {
            if (failed.getCause() instanceof SQLException cause && isRejection(cause)) {
                throw new EventsRejectedException(cause);
            }
            throw failed;
        }
    }

    /** Binds an id to a parameter. */
    void setId(PreparedStatement statement, int position, UUID id) throws SQLException;

    /** Reads an id from a column. */
    UUID id(ResultSet row, int column) throws SQLException;

    /** The clock of this process, by which rows get the day on which they are written. */
    default Clock clock() {
        return Clock.systemUTC();
    }

    /** The state and configuration of the database. */
    StoreHealth health();

    @Override
    void close();
}
