package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;

/** A database that SQL can be run on: whose, where and with how many connections is its own matter. */
public interface Database extends AutoCloseable {
    /** What runs in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs questions.
     *
     * @throws StoreUnavailableException if the database does not answer
     */
    <T> T read(String what, Work<T> work);

    /**
     * The same, where all questions see the database as it is at one moment.
     *
     * @throws StoreUnavailableException if the database does not answer
     */
    <T> T readAtOnce(String what, Work<T> work);

    /**
     * The same for questions that may take long.
     *
     * @throws StoreUnavailableException if the database does not answer
     */
    <T> T snapshot(String what, Work<T> work);

    /**
     * Runs changes in one transaction, which is on the disk when this returns and has left no trace when it throws.
     *
     * @throws StoreUnavailableException if the database does not take them
     */
    default <T> T write(String what, Work<T> work) {
        return write(what, work, () -> {});
    }

    /**
     * The same, for work that remembers something of what it wrote.
     *
     * @param work may be run again from its beginning, after {@code rolledBack}
     * @param rolledBack called when nothing was written after all, before anybody else writes
     */
    <T> T write(String what, Work<T> work, Runnable rolledBack);

    /** Makes others that want to migrate the database wait for the end of this transaction. */
    void migrateAlone(Connection connection) throws SQLException;

    /** Whether a failure lies in what was to be written, so that trying again would fail again. */
    boolean isRejection(SQLException failure);

    void setId(PreparedStatement statement, int position, UUID id) throws SQLException;

    UUID id(ResultSet row, int column) throws SQLException;

    StoreHealth health();

    @Override
    void close();
}
