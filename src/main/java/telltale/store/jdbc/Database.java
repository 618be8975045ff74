package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;

/** A database that SQL can be run on: whose, where and with how many connections is its own matter. */
interface Database extends AutoCloseable {
    /** What runs in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs questions.
     *
     * @throws StoreUnavailable if the database does not answer
     */
    <T> T read(String what, Work<T> work);

    /**
     * Runs changes in one transaction, which is on the disk when this returns and has left no trace when it throws.
     *
     * @throws StoreUnavailable if the database does not take them
     */
    default <T> T write(String what, Work<T> work) {
        return write(what, work, () -> {});
    }

    /**
     * The same, for work that remembers something of what it wrote.
     *
     * @param rolledBack called when nothing was written after all, before anybody else writes
     */
    <T> T write(String what, Work<T> work, Runnable rolledBack);

    /** Whether a failure lies in what was to be written, so that trying again would fail again. */
    boolean isRejection(SQLException failure);

    StoreHealth health();

    @Override
    void close();
}
