package telltale.store.move;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import telltale.store.postgresql.PostgresSummaries;

/** The summaries of old events, which PostgreSQL stores in another form. */
final class MovedSummaries {
    private static final int COLUMNS = 8;

    private MovedSummaries() {}

    /** Reads the summaries of deliveries from the embedded database. */
    static List<long[]> read(Connection connection, long after, long through) throws SQLException {
        List<long[]> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select delivery, kind, link, client, class, events, first_at, last_at
                from summaries where delivery > ? and delivery <= ?""")) {
            select.setLong(1, after);
            select.setLong(2, through);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long[] values = new long[COLUMNS];
                    for (int i = 0; i < COLUMNS; i++) {
                        values[i] = row.getLong(i + 1);
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    /** Stores them in PostgreSQL. */
    static void insert(Connection connection, List<long[]> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(PostgresSummaries.copy("""
                select * from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[], ?::smallint[], ?::integer[],
                    ?::bigint[], ?::bigint[]) as u (delivery, kind, link, client, class, events, first_at, last_at)"""))) {
            for (int i = 0; i < COLUMNS; i++) {
                Object[] column = new Object[rows.size()];
                for (int j = 0; j < column.length; j++) {
                    column[j] = rows.get(j)[i];
                }
                insert.setArray(i + 1, connection.createArrayOf("int8", column));
            }
            insert.execute();
        }
    }
}
