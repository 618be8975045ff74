package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.RowMapping;

/**
 * A PostgreSQL that other nodes may use at the same time. What a transaction needs is set in the transaction, so that it
 * does not matter whose connection it is and who had it before.
 */
public final class PostgresDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(PostgresDatabase.class);
    private static final int MOST_TRIES = 5;
    /** Any number that no other program on the same server locks. */
    private static final long MIGRATION_LOCK = 0x7465_6C6C_7461_6C65L;

    /** A node that is cut off in a transaction must not hold its locks for long. */
    private static final String LIMITS = """
            set local search_path to telltale;
            set local lock_timeout to '10s';
            set local idle_in_transaction_session_timeout to '15s';
            set local statement_timeout to '20s'""";

    private static final String NO_LIMITS = """
            set local search_path to telltale;
            set local statement_timeout to 0""";

    /** For questions that may take long the driver, too, waits longer than it does for others. */
    private static final int LONG_ANSWER_MILLIS = (int) Duration.ofHours(2).toMillis();

    /** What a commit must have gone through to be on the disk when it returns. */
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    /** SQLSTATE classes and codes that say: the same again may succeed (PostgreSQL, appendix A). */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01", "55P03");

    private final PostgresConnections connections;

    public PostgresDatabase(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public <T> T read(String what, Work<T> work) {
        return inTransaction(what, LIMITS, false, work, () -> {});
    }

    @Override
    public <T> T readAtOnce(String what, Work<T> work) {
        return inTransaction(what, LIMITS, true, work, () -> {});
    }

    @Override
    public <T> T snapshot(String what, Work<T> work) {
        return inTransaction(what, NO_LIMITS, true, connection -> patiently(connection, work), () -> {});
    }

    @Override
    public <T> T write(String what, Work<T> work, Runnable rolledBack) {
        return inTransaction(what, LIMITS, false, work, rolledBack);
    }

    private static <T> T patiently(Connection connection, Work<T> work) throws SQLException {
        int usual = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, LONG_ANSWER_MILLIS);
        try {
            return work.on(connection);
        } finally {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        }
    }

    private <T> T inTransaction(String what, String limits, boolean snapshot, Work<T> work, Runnable rolledBack) {
        for (int tried = 1; ; tried++) {
            try (Connection connection = connections.source().getConnection()) {
                return run(connection, limits, snapshot, work, rolledBack);
            } catch (SQLException failed) {
                if (!TRY_AGAIN.contains(String.valueOf(failed.getSQLState())) || tried == MOST_TRIES) {
                    throw new StoreUnavailableException(what, failed, isLasting(failed));
                }
                log.debug("{} is tried again: {}", what, failed.getMessage());
            }
        }
    }

    /** Classes 28 (no login), 3D (no such database) and 42 (no right to it, or no such table). */
    private static boolean isLasting(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("28") || state.startsWith("3D") || state.startsWith("42");
    }

    private static <T> T run(Connection connection, String limits, boolean snapshot, Work<T> work, Runnable rolledBack)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, (snapshot ? "set transaction isolation level repeatable read;\n" : "") + limits);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error failed) {
            // After an error, too: turning automatic commits on again would commit what was half done.
            rollback(connection);
            rolledBack.run();
            throw failed;
        } finally {
            endTransactions(connection);
        }
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            log.debug("A connection is given up: {}", broken.getMessage());
        }
    }

    private static void endTransactions(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            log.debug("A connection is given up: {}", broken.getMessage());
        }
    }

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Makes the schema, too, where that is missing; one that an administrator made needs no right to make some. */
    @Override
    public void migrateAlone(Connection connection) throws SQLException {
        execute(connection, "set local lock_timeout to 0");
        execute(connection, "set local statement_timeout to 0");
        execute(connection, "select pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) from pg_namespace where nspname = 'telltale'")) {
            Long there = RowMapping.first(select);
            if (there == null || there == 0) {
                execute(connection, "create schema telltale");
            }
        }
    }

    /** Classes 22 (data exception) and 23 (integrity constraint violation) of PostgreSQL, appendix A. */
    @Override
    public boolean isRejection(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("22") || state.startsWith("23");
    }

    @Override
    public void setId(PreparedStatement statement, int position, UUID id) throws SQLException {
        statement.setObject(position, id);
    }

    @Override
    public UUID id(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    @Override
    public StoreHealth health() {
        Map<String, String> details = read("asking the database how it is", connection -> {
            Map<String, String> found = new LinkedHashMap<>();
            found.put("kind", "postgresql");
            found.put("version", setting(connection, "server_version"));
            for (String name : DURABLE) {
                found.put(name, setting(connection, name));
            }
            return found;
        });
        boolean durable = DURABLE.stream().noneMatch(name -> "off".equals(details.get(name)));
        return new StoreHealth(durable, Collections.unmodifiableMap(details));
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select current_setting(?)")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    @Override
    public void close() {
        connections.close().run();
    }
}
