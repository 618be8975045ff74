package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.StoredConstant;

/**
 * A statement with named parameters, such as {@code :id}. It is for statements that run a few times per request; those that
 * run for each event, or for each delivery of a batch, use positions.
 */
final class Sql {
    /** A string, a quoted name or a cast of PostgreSQL, which stay as they are, or a parameter. */
    private static final Pattern TOKEN = Pattern.compile("'[^']*'|\"[^\"]*\"|::|:([a-z]\\w*)");

    private final String text;
    private final List<String> parameters;

    private Sql(String text, List<String> parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    /** Translates a statement, in which each parameter may occur several times. */
    static Sql of(String named) {
        List<String> parameters = new ArrayList<>();
        String text = TOKEN.matcher(named).replaceAll(token -> {
            if (token.group(1) == null) {
                return Matcher.quoteReplacement(token.group());
            }
            parameters.add(token.group(1));
            return "?";
        });
        return new Sql(text, List.copyOf(parameters));
    }

    /** The statement with positions in place of the names. */
    @Override
    public String toString() {
        return text;
    }

    /** Begins a run of the statement. */
    Query on(Connection connection, Database database) {
        return new Query(this, connection, database);
    }

    /** Runs the statement, which returns nothing, for each item in one batch of the driver. */
    <T> void batch(Connection connection, Database database, Iterable<T> items, BiConsumer<Query, T> binder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (T item : items) {
                Query query = on(connection, database);
                binder.accept(query, item);
                query.setParameters(statement);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Sets a value at a position of a statement. */
    @FunctionalInterface
    private interface Value {
        void set(PreparedStatement statement, int position) throws SQLException;
    }

    /**
     * One run of a statement. Every parameter needs a value; a value without a parameter is ignored, so that a condition of
     * the statement can be left out.
     */
    static final class Query {
        private final Sql sql;
        private final Connection connection;
        private final Database database;
        private final Map<String, Value> values = new HashMap<>();

        private Query(Sql sql, Connection connection, Database database) {
            this.sql = sql;
            this.connection = connection;
            this.database = database;
        }

        private Query put(String name, Value value) {
            values.put(name, value);
            return this;
        }

        Query bind(String name, @Nullable String value) {
            return put(name, (statement, position) -> statement.setString(position, value));
        }

        Query bind(String name, long value) {
            return put(name, (statement, position) -> statement.setLong(position, value));
        }

        Query bind(String name, @Nullable Long value) {
            return put(name, (statement, position) -> RowMapping.setLong(statement, position, value));
        }

        Query bind(String name, byte @Nullable [] value) {
            return put(name, (statement, position) -> statement.setBytes(position, value));
        }

        /** Binds an id; null leaves the parameter without a value. */
        Query bind(String name, @Nullable UUID value) {
            return value == null
                    ? this
                    : put(name, (statement, position) -> database.setId(statement, position, value));
        }

        /** Binds an id, or SQL null. */
        Query bindNullable(String name, @Nullable UUID value) {
            return value == null
                    ? put(name, (statement, position) -> statement.setNull(position, Types.OTHER))
                    : bind(name, value);
        }

        /** Binds the number of a constant, or SQL null. */
        Query bind(String name, @Nullable StoredConstant value) {
            return bind(name, value == null ? null : Long.valueOf(value.number()));
        }

        /** Binds milliseconds since 1970, or SQL null. */
        Query bind(String name, @Nullable Instant value) {
            return bind(name, RowMapping.millis(value));
        }

        /** Binds 1 or 0. */
        Query bind(String name, boolean value) {
            return bind(name, value ? 1 : 0);
        }

        private void setParameters(PreparedStatement statement) throws SQLException {
            int position = 0;
            for (String name : sql.parameters) {
                Value value = values.get(name);
                if (value == null) {
                    throw new IllegalStateException("no value for :" + name + " in: " + sql);
                }
                value.set(statement, ++position);
            }
        }

        private PreparedStatement prepare() throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql.text);
            try {
                setParameters(statement);
                return statement;
            } catch (SQLException | RuntimeException failed) {
                statement.close();
                throw failed;
            }
        }

        /** Runs a statement and returns the number of changed rows. */
        int update() throws SQLException {
            try (PreparedStatement statement = prepare()) {
                return statement.executeUpdate();
            }
        }

        /** Reads all rows. */
        <T> List<T> all(Row.Reader<T> reader) throws SQLException {
            List<T> all = new ArrayList<>();
            each(row -> all.add(reader.read(row)));
            return all;
        }

        /** Passes each row to a consumer, and returns the number of rows. */
        int each(Row.Consumer consumer) throws SQLException {
            try (PreparedStatement statement = prepare();
                    ResultSet columns = statement.executeQuery()) {
                Row row = new Row(columns, database);
                int rows = 0;
                for (; columns.next(); rows++) {
                    consumer.accept(row);
                }
                return rows;
            }
        }

        /** Reads the first row. */
        <T> Optional<T> first(Row.Reader<T> reader) throws SQLException {
            try (PreparedStatement statement = prepare();
                    ResultSet columns = statement.executeQuery()) {
                return columns.next() ? Optional.of(reader.read(new Row(columns, database))) : Optional.empty();
            }
        }

        /** Whether there is any row. */
        boolean exists() throws SQLException {
            return first(row -> true).isPresent();
        }
    }
}
