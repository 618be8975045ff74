package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * An insert of many rows of whole numbers, fifty with each run of its statement: with one row a run, calling SQLite
 * costs several times what SQLite does.
 */
final class LongRows {
    private static final int ROWS = 50;

    private final PreparedStatement many;
    private final PreparedStatement one;
    private final long[] values;
    private final int columns;
    private int filled;

    /**
     * @param into what stands before the rows, up to and with {@code values}
     * @param conflict what stands behind them
     */
    LongRows(Connection connection, String into, int columns, String conflict) throws SQLException {
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        this.columns = columns;
        this.values = new long[ROWS * columns];
        this.many = connection.prepareStatement(into + (row + ", ").repeat(ROWS - 1) + row + conflict);
        this.one = connection.prepareStatement(into + row + conflict);
    }

    /** Adds a row; it is in the database after {@link #flush} at the latest. */
    void add(long... row) throws SQLException {
        System.arraycopy(row, 0, values, filled, columns);
        filled += columns;
        if (filled == values.length) {
            run(many, 0, filled);
            filled = 0;
        }
    }

    void flush() throws SQLException {
        for (int from = 0; from < filled; from += columns) {
            run(one, from, columns);
        }
        filled = 0;
    }

    /** Forgets what was added and not run, for its transaction is rolled back. */
    void drop() {
        filled = 0;
    }

    private void run(PreparedStatement statement, int from, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            statement.setLong(i + 1, values[from + i]);
        }
        statement.executeUpdate();
    }
}
