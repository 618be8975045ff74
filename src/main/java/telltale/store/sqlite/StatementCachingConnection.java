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
 * A connection to SQLite whose statements stay compiled when they are closed, for whoever prepares the same text next:
 * compiling takes longer than most of them run. Used by one thread at a time.
 */
final class StatementCachingConnection extends JDBC4Connection {
    /** Texts that are kept; those that were not used for the longest time go first. */
    private static final int MOST = 100;

    private final Map<String, Kept> idle = new LinkedHashMap<>();

    /** @param file what the address leads to */
    StatementCachingConnection(String url, String file, Properties properties) throws SQLException {
        super(url, file, properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        Kept kept = idle.remove(sql);
        return kept == null ? new Kept(this, sql) : kept;
    }

    private void keep(Kept statement, String sql) throws SQLException {
        Kept same = idle.put(sql, statement);
        if (same != null) {
            same.end();
        }
        if (idle.size() > MOST) {
            String oldest = idle.keySet().iterator().next();
            Objects.requireNonNull(idle.remove(oldest)).end();
        }
    }

    private static final class Kept extends JDBC4PreparedStatement {
        private final StatementCachingConnection connection;
        private final String text;

        Kept(StatementCachingConnection connection, String text) throws SQLException {
            super(connection, text);
            this.connection = connection;
            this.text = text;
        }

        /** Lets go of its rows and of what was filled in, and is ready for the next who prepares it. */
        @Override
        public void close() throws SQLException {
            if (!pointer.isClosed() && connection.idle.get(text) != this) {
                rs.close();
                pointer.safeRunInt(DB::reset);
                clearBatch();
                clearParameters();
                connection.keep(this, text);
            }
        }

        void end() throws SQLException {
            super.close();
        }
    }
}
