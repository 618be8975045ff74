package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import telltale.store.jdbc.RowBatch;

/** An insert of rows of integers, which are collected into runs of {@link RowBatch#ROWS} rows. */
final class IntegerRowInsert {
    private final PreparedStatement many;
    private final PreparedStatement one;
    private final long[] values;
    private final int columns;
    private int filled;

    /**
     * @param into the statement up to and including {@code values}
     * @param conflict the clause after the rows
     */
    IntegerRowInsert(Connection connection, String into, int columns, String conflict) throws SQLException {
        this.columns = columns;
        this.values = new long[RowBatch.ROWS * columns];
        this.many = connection.prepareStatement(into + RowBatch.rows(RowBatch.ROWS, columns) + conflict);
        this.one = connection.prepareStatement(into + RowBatch.rows(1, columns) + conflict);
    }

    /** Adds a row, which is inserted by {@link #flush} at the latest. */
    void add(long... row) throws SQLException {
        System.arraycopy(row, 0, values, filled, columns);
        filled += columns;
        if (filled == values.length) {
            run(many, 0, filled);
            filled = 0;
        }
    }

    /** Inserts the rows that were added. */
    void flush() throws SQLException {
        for (int from = 0; from < filled; from += columns) {
            run(one, from, columns);
        }
        filled = 0;
    }

    /** Discards rows that were added and not inserted, after a rollback. */
    void discard() {
        filled = 0;
    }

    private void run(PreparedStatement statement, int from, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            statement.setLong(i + 1, values[from + i]);
        }
        statement.executeUpdate();
    }
}
