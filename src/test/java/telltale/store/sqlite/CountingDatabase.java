package telltale.store.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import telltale.store.StoreHealth;
import telltale.store.jdbc.Database;

/** A database that counts the statements that are prepared. */
final class CountingDatabase implements Database {
    private final Database database;
    private final AtomicInteger statements = new AtomicInteger();

    CountingDatabase(Database database) {
        this.database = database;
    }

    /** The number of statements that this work prepares. */
    int statementsOf(Runnable work) {
        int before = statements.get();
        work.run();
        return statements.get() - before;
    }

    private <T> Work<T> counted(Work<T> work) {
        return connection -> work.on(counting(connection));
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    statements.addAndGet(method.getName().equals("prepareStatement") ? 1 : 0);
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Override
    public <T> T read(String operation, Work<T> work) {
        return database.read(operation, counted(work));
    }

    @Override
    public <T> T readConsistently(String operation, Work<T> work) {
        return database.readConsistently(operation, counted(work));
    }

    @Override
    public <T> T snapshot(String operation, Work<T> work) {
        return database.snapshot(operation, counted(work));
    }

    @Override
    public <T> T write(String operation, Work<T> work, Runnable rolledBack) {
        return database.write(operation, counted(work), rolledBack);
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
        return database.health();
    }

    @Override
    public void close() {
        database.close();
    }
}
