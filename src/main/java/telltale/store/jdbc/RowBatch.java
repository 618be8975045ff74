package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A statement that is run for many rows, 50 at a time. One row at a time, the call would cost more than the work. What is
 * left of the rows is one batch of the driver, so one round trip, unless the statement returns something.
 */
public final class RowBatch {
    /** The number of rows of a full run. */
    private static final int ROWS = 50;

    private static final Tail NONE = (statement, position) -> {};

    private final int columns;
    private final String many;
    private final String one;

    /**
     * @param sql a statement with {@code %s} in place of the rows
     * @param columns the number of columns of a row
     */
    public RowBatch(String sql, int columns) {
        this.columns = columns;
        this.many = sql.formatted(rows(ROWS, columns));
        this.one = sql.formatted(rows(1, columns));
    }

    /** The parameters of some rows. */
    public static String rows(int count, int columns) {
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        return (row + ", ").repeat(count - 1) + row;
    }

    /** Binds the columns of one row, from a position on. */
    @FunctionalInterface
    public interface Binder<T> {
        void bind(PreparedStatement statement, int position, T row) throws SQLException;
    }

    /** Reads a row that a statement returns. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    /** Binds the parameters after the rows. */
    @FunctionalInterface
    interface Tail {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }

    /**
     * Runs a statement that returns no rows.
     *
     * @return the number of rows that it changed
     */
    public <T> int run(Connection connection, List<T> rows, Binder<T> binder) throws SQLException {
        return run(connection, rows, binder, NONE);
    }

    <T> int run(Connection connection, List<T> rows, Binder<T> binder, Tail tail) throws SQLException {
        int full = full(rows);
        int[] changed = {0};
        Step step = statement -> changed[0] += statement.executeUpdate();
        each(connection, rows.subList(0, full), ROWS, binder, tail, step);
        return changed[0] + runBatch(connection, rows.subList(full, rows.size()), binder, tail);
    }

    private <T> int runBatch(Connection connection, List<T> rows, Binder<T> binder, Tail tail) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(one)) {
            for (T row : rows) {
                binder.bind(statement, 1, row);
                tail.bind(statement, 1 + columns);
                statement.addBatch();
            }
            return IntStream.of(statement.executeBatch()).sum();
        }
    }

    /** Runs a statement and reads the rows that it returns, in no order. */
    <T> void read(Connection connection, List<T> rows, Binder<T> binder, Reader reader) throws SQLException {
        read(connection, rows, binder, NONE, reader);
    }

    <T> void read(Connection connection, List<T> rows, Binder<T> binder, Tail tail, Reader reader) throws SQLException {
        Step step = statement -> {
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    reader.read(found);
                }
            }
        };
        int full = full(rows);
        each(connection, rows.subList(0, full), ROWS, binder, tail, step);
        each(connection, rows.subList(full, rows.size()), 1, binder, tail, step);
    }

    @FunctionalInterface
    private interface Step {
        void run(PreparedStatement statement) throws SQLException;
    }

    /** The number of rows in full runs. */
    private static int full(List<?> rows) {
        return rows.size() - rows.size() % ROWS;
    }

    private <T> void each(Connection connection, List<T> rows, int size, Binder<T> binder, Tail tail, Step step)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(size == 1 ? one : many)) {
            for (int from = 0; from < rows.size(); from += size) {
                for (int i = 0; i < size; i++) {
                    binder.bind(statement, 1 + i * columns, rows.get(from + i));
                }
                tail.bind(statement, 1 + size * columns);
                step.run(statement);
            }
        }
    }
}
