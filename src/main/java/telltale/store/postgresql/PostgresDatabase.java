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
 * A PostgreSQL database that several nodes may share. Each transaction sets its own parameters, so that it does not depend
 * on the pool or on earlier users of a connection.
 */
public final class PostgresDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(PostgresDatabase.class);
    private static final int MAX_ATTEMPTS = 5;
    /** A number that no other program on the same server uses for an advisory lock. */
    private static final long MIGRATION_LOCK = 0x7465_6C6C_7461_6C65L;

    /**
     * The parameters of a transaction. A node that is cut off in it must not hold its locks for long. Compiling a query takes
     * longer than any query of these transactions.
     */
    private static final String LIMITS = """
            set local search_path to telltale;
            set local jit to off;
            set local lock_timeout to '10s';
            set local idle_in_transaction_session_timeout to '15s';
            set local statement_timeout to '20s'""";

    private static final String NO_LIMITS = """
            set local search_path to telltale;
            set local statement_timeout to 0""";

    /** The network timeout of queries that may take long. */
    private static final int LONG_TIMEOUT_MILLIS = (int) Duration.ofHours(2).toMillis();

    /** The settings that must be on for a commit to be on disk when it returns. */
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    /** The SQLSTATE codes of transactions worth retrying (PostgreSQL documentation, appendix A). */
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "55P03");

    private final PostgresConnections connections;

    public PostgresDatabase(PostgresConnections connections) {
        this.connections = connections;
    }

    @Override
    public <T> T read(String operation, Work<T> work) {
        return inTransaction(operation, LIMITS, false, work, () -> {});
    }

    @Override
    public <T> T readConsistently(String operation, Work<T> work) {
        return inTransaction(operation, LIMITS, true, work, () -> {});
    }

    @Override
    public <T> T snapshot(String operation, Work<T> work) {
        return inTransaction(operation, NO_LIMITS, true, connection -> withLongTimeout(connection, work), () -> {});
    }

    @Override
    public <T> T write(String operation, Work<T> work, Runnable rolledBack) {
        return inTransaction(operation, LIMITS, false, work, rolledBack);
    }

    /** Runs queries that may take longer than the network timeout of other ones. */
    static <T> T withLongTimeout(Connection connection, Work<T> work) throws SQLException {
        int timeout = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, LONG_TIMEOUT_MILLIS);
        try {
            return work.on(connection);
        } finally {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, timeout);
            }
        }
    }

    private <T> T inTransaction(String operation, String limits, boolean snapshot, Work<T> work, Runnable rolledBack) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = connections.source().getConnection()) {
                return run(connection, limits, snapshot, work, rolledBack);
            } catch (SQLException failed) {
                if (!RETRYABLE.contains(String.valueOf(failed.getSQLState())) || attempt == MAX_ATTEMPTS) {
                    throw new StoreUnavailableException(operation, failed, isPermanent(failed));
                }
                log.debug("Retrying after a failure of {}: {}", operation, failed.getMessage());
            }
        }
    }

    /** SQLSTATE classes 28 (authentication), 3D (no such database) and 42 (no privilege or no such table). */
    private static boolean isPermanent(SQLException failure) {
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
            // Also after an Error: enabling auto-commit would commit the partial transaction.
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
            log.debug("Discarding a connection: {}", broken.getMessage());
        }
    }

    private static void endTransactions(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            log.debug("Discarding a connection: {}", broken.getMessage());
        }
    }

    /** Executes a statement without parameters. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Also creates the schema if it is missing, which needs a privilege unless an administrator has created it. */
    @Override
    public void lockMigrations(Connection connection) throws SQLException {
        execute(connection, "set local lock_timeout to 0");
        execute(connection, "set local statement_timeout to 0");
        execute(connection, "select pg_advisory_xact_lock(" + MIGRATION_LOCK + ")");
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) from pg_namespace where nspname = 'telltale'")) {
            Long schemas = RowMapping.first(select);
            if (schemas == null || schemas == 0) {
                execute(connection, "create schema telltale");
            }
        }
    }

    /** SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
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
        Map<String, String> details = read("reading the state of the database", connection -> {
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
