package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Runs a statement for many rows, fifty with each run: with one row a run, calling the database costs more than what it
 * does.
 */
public final class RowBatch {
    public static final int ROWS = 50;
    private static final Tail NOTHING = (statement, position) -> {};

    private final int columns;
    private final String many;
    private final String one;

    /**
     * @param sql a statement with {@code %s} where the rows go
     * @param columns of a row
     */
    RowBatch(String sql, int columns) {
        this.columns = columns;
        this.many = sql.formatted(rows(ROWS, columns));
        this.one = sql.formatted(rows(1, columns));
    }

    /** Question marks for so many rows. */
    public static String rows(int count, int columns) {
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        return (row + ", ").repeat(count - 1) + row;
    }

    /** Fills the columns of one row in, the first of which is at this position. */
    @FunctionalInterface
    interface Binder<T> {
        void bind(PreparedStatement statement, int position, T row) throws SQLException;
    }

    /** Takes note of a row that a statement returns. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    /** Fills in what stands behind the rows. */
    @FunctionalInterface
    interface Tail {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }

    /** Runs it for rows that it returns nothing of. */
    <T> void run(Connection connection, List<T> rows, Binder<T> binder) throws SQLException {
        run(connection, rows, binder, NOTHING);
    }

    <T> void run(Connection connection, List<T> rows, Binder<T> binder, Tail tail) throws SQLException {
        each(connection, rows, binder, tail, PreparedStatement::executeUpdate);
    }

    /** Runs it, and reads what it returns, in no order. */
    <T> void read(Connection connection, List<T> rows, Binder<T> binder, Reader reader) throws SQLException {
        read(connection, rows, binder, NOTHING, reader);
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
        int whole = rows.size() - rows.size() % ROWS;
        each(connection, rows.subList(0, whole), ROWS, binder, tail, step);
        each(connection, rows.subList(whole, rows.size()), 1, binder, tail, step);
    }

    private <T> void each(Connection connection, List<T> rows, int atOnce, Binder<T> binder, Tail tail, Step step)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(atOnce == 1 ? one : many)) {
            for (int from = 0; from < rows.size(); from += atOnce) {
                for (int i = 0; i < atOnce; i++) {
                    binder.bind(statement, 1 + i * columns, rows.get(from + i));
                }
                tail.bind(statement, 1 + atOnce * columns);
                step.run(statement);
            }
        }
    }
}
