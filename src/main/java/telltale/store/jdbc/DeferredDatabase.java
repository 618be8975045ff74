package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;

/** A database that may be unavailable at startup, and is prepared before its first use. */
public class DeferredDatabase implements Database {
    /** The longest that a use waits for another thread that connects. */
    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Runnable join;
    private final ReentrantLock joining = new ReentrantLock();
    private volatile boolean joined;

    /**
     * @param join prepares the database; throws {@link StoreUnavailableException} while it is unavailable, and {@link
     *     IllegalStateException} with an explanation if this node may not use it. Retried at each use until it succeeds
     */
    public DeferredDatabase(Database database, Runnable join) {
        this.database = database;
        this.join = join;
    }

    @Override
    public <T> T read(String what, Work<T> work) {
        join();
        return database.read(what, work);
    }

    @Override
    public <T> T readConsistently(String what, Work<T> work) {
        join();
        return database.readConsistently(what, work);
    }

    @Override
    public <T> T snapshot(String what, Work<T> work) {
        join();
        return database.snapshot(what, work);
    }

    @Override
    public <T> T write(String what, Work<T> work, Runnable rolledBack) {
        join();
        return database.write(what, work, rolledBack);
    }

    @Override
    public <T> T writeFirst(String what, Work<T> work, Duration patience) {
        join();
        return database.writeFirst(what, work, patience);
    }

    @Override
    public void lockMigrations(Connection connection) throws SQLException {
        database.lockMigrations(connection);
    }

    @Override
    public boolean isRejection(SQLException failure) {
        return database.isRejection(failure);
    }

    @Override
    public void setId(PreparedStatement statement, int position, UUID id) throws SQLException {
        database.setId(statement, position, id);
    }

    @Override
    public UUID id(ResultSet row, int column) throws SQLException {
        return database.id(row, column);
    }

    @Override
    public StoreHealth health() {
        join();
        return database.health();
    }

    @Override
    public void close() {
        database.close();
    }

    /** Joins in one thread; others wait a moment, since connecting to a database that does not answer takes long. */
    private void join() {
        if (joined) {
            return;
        }
        awaitTurn();
        try {
            if (!joined) {
                join.run();
                joined = true;
            }
        } catch (IllegalStateException refused) {
            throw new StoreUnavailableException("joining the database", refused, true);
        } finally {
            joining.unlock();
        }
    }

    private void awaitTurn() {
        try {
            if (!joining.tryLock(JOIN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException(
                        "connecting to the database", new SQLException("another thread is connecting"));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("connecting to the database", stop);
        }
    }
}
