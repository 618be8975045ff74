package telltale.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection to SQLite that caches closed statements, because compiling takes longer than running most of them. Used by
 * one thread at a time.
 */
final class StatementCachingConnection extends JDBC4Connection {
    /** The maximum number of cached statements. */
    private static final int MAX_CACHED = 100;

    private final Map<String, CachedStatement> idle = new LinkedHashMap<>();

    /** @param file the path in the URL */
    StatementCachingConnection(String url, String file, Properties properties) throws SQLException {
        super(url, file, properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        CachedStatement cached = idle.remove(sql);
        return cached == null ? new CachedStatement(this, sql) : cached;
    }

    private void cache(CachedStatement statement, String sql) throws SQLException {
        CachedStatement replaced = idle.put(sql, statement);
        if (replaced != null) {
            replaced.closeForGood();
        }
        if (idle.size() > MAX_CACHED) {
            String oldest = idle.keySet().iterator().next();
            Objects.requireNonNull(idle.remove(oldest)).closeForGood();
        }
    }

    private static final class CachedStatement extends JDBC4PreparedStatement {
        private final StatementCachingConnection connection;
        private final String text;

        CachedStatement(StatementCachingConnection connection, String text) throws SQLException {
            super(connection, text);
            this.connection = connection;
            this.text = text;
        }

        /** Resets the statement with its parameters, and returns it to the cache. */
        @Override
        public void close() throws SQLException {
            if (!pointer.isClosed() && connection.idle.get(text) != this) {
                rs.close();
                pointer.safeRunInt(DB::reset);
                clearBatch();
                clearParameters();
                connection.cache(this, text);
            }
        }

        void closeForGood() throws SQLException {
            super.close();
        }
    }
}
