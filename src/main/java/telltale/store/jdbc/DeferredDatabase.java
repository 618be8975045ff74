package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;

/** A database that may be away at the start, and is prepared before the first thing that is asked of it. */
public final class DeferredDatabase implements Database {
    private final Database database;
    private final Runnable join;
    private final ReentrantLock joining = new ReentrantLock();
    private volatile boolean joined;

    /**
     * @param join prepares it; throws {@link StoreUnavailableException} while it is away, and {@link IllegalStateException} with
     *     a sentence when it may not be used. It is tried again each time, until it succeeds
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
    public <T> T readAtOnce(String what, Work<T> work) {
        join();
        return database.readAtOnce(what, work);
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
    public void migrateAlone(Connection connection) throws SQLException {
        database.migrateAlone(connection);
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

    /** One tries; who comes meanwhile is not kept waiting, because a server that is away may take its time to say so. */
    private void join() {
        if (joined) {
            return;
        }
        if (!joining.tryLock()) {
            throw new StoreUnavailableException("reaching the database", new SQLException("it is being tried"));
        }
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
}
