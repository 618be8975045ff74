package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A statement that is run for many rows, 50 at a time. One row at a time, the call would cost more than the work.
 */
public final class RowBatch {
    /** The number of rows of a full run. */
    public static final int ROWS = 50;

    private static final Tail NONE = (statement, position) -> {};

    private final int columns;
    private final String many;
    private final String one;

    /**
     * @param sql a statement with {@code %s} in place of the rows
     * @param columns the number of columns of a row
     */
    RowBatch(String sql, int columns) {
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
    interface Binder<T> {
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

    /** Runs a statement that returns nothing. */
    <T> void run(Connection connection, List<T> rows, Binder<T> binder) throws SQLException {
        run(connection, rows, binder, NONE);
    }

    <T> void run(Connection connection, List<T> rows, Binder<T> binder, Tail tail) throws SQLException {
        each(connection, rows, binder, tail, PreparedStatement::executeUpdate);
    }

    /** Runs a statement and reads the rows that it returns, in no order. */
    <T> void read(Connection connection, List<T> rows, Binder<T> binder, Reader reader) throws SQLException {
        read(connection, rows, binder, NONE, reader);
    }

    <T> void read(Connection connection, List<T> rows, Binder<T> binder, Tail tail, Reader reader) throws SQLException {
        each(connection, rows, binder, tail, statement -> {
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    reader.read(found);
                }
            }
        });
    }

    @FunctionalInterface
    private interface Step {
        void run(PreparedStatement statement) throws SQLException;
    }

    private <T> void each(Connection connection, List<T> rows, Binder<T> binder, Tail tail, Step step)
            throws SQLException {
        int full = rows.size() - rows.size() % ROWS;
        each(connection, rows.subList(0, full), ROWS, binder, tail, step);
        each(connection, rows.subList(full, rows.size()), 1, binder, tail, step);
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
