package telltale.store.postgresql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.postgresql.PGConnection;

/** The bulk insert of events: by COPY, or by arrays if the container wraps the connection. */
public final class PostgresRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int BYTES_PER_ROW = 90;

    private PostgresRows() {}

    /**
     * A row of the event table.
     *
     * @param client the number of the client
     * @param link 0 for none
     */
    public record Row(long delivery, long prefix, UUID id, int client, int network, int kind, int link) {}

    /** Inserts rows. */
    public static void insert(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        if (connection.isWrapperFor(PGConnection.class)) {
            copy(connection.unwrap(PGConnection.class), rows);
        } else {
            insertArrays(connection, rows);
        }
    }

    private static void copy(PGConnection connection, List<Row> rows) throws SQLException {
        try {
            connection
                    .getCopyAPI()
                    .copyIn(
                            "copy events (delivery, prefix, id, client, network, kind, link) from stdin (format"
                                    + " binary)",
                            new ByteArrayInputStream(binary(rows)));
        } catch (IOException failed) {
            throw new SQLException(failed);
        }
    }

    /** The binary COPY format, with each value after its length: https://www.postgresql.org/docs/current/sql-copy.html. */
    private static byte[] binary(List<Row> rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * BYTES_PER_ROW);
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(SIGNATURE);
        out.writeInt(0);
        out.writeInt(0);
        for (Row row : rows) {
            out.writeShort(7);
            out.writeInt(8);
            out.writeLong(row.delivery);
            out.writeInt(8);
            out.writeLong(row.prefix);
            out.writeInt(16);
            out.writeLong(row.id.getMostSignificantBits());
            out.writeLong(row.id.getLeastSignificantBits());
            out.writeInt(4);
            out.writeInt(row.client);
            out.writeInt(2);
            out.writeShort(row.network);
            out.writeInt(2);
            out.writeShort(row.kind);
            writeLink(out, row.link);
        }
        out.writeShort(-1);
        return bytes.toByteArray();
    }

    /** Writes a link; 0 as null, which takes no space. */
    private static void writeLink(DataOutputStream out, int link) throws IOException {
        if (link == 0) {
            out.writeInt(-1);
        } else {
            out.writeInt(4);
            out.writeInt(link);
        }
    }

    private static void insertArrays(Connection connection, List<Row> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into events (delivery, prefix, id, client, network, kind, link)
                select delivery, prefix, id, client, network, kind, nullif(link, 0)
                from unnest(?::bigint[], ?::bigint[], ?::uuid[], ?::integer[], ?::smallint[], ?::smallint[], ?::integer[])
                    as u (delivery, prefix, id, client, network, kind, link)""")) {
            setArray(connection, insert, 1, "int8", rows, Row::delivery);
            setArray(connection, insert, 2, "int8", rows, Row::prefix);
            setArray(connection, insert, 3, "uuid", rows, Row::id);
            setArray(connection, insert, 4, "int4", rows, Row::client);
            setArray(connection, insert, 5, "int2", rows, Row::network);
            setArray(connection, insert, 6, "int2", rows, Row::kind);
            setArray(connection, insert, 7, "int4", rows, Row::link);
            insert.executeUpdate();
        }
    }

    /** Binds one column of many rows. */
    static <R> void setArray(
            Connection connection,
            PreparedStatement statement,
            int position,
            String type,
            List<R> rows,
            Function<R, ? extends Object> column)
            throws SQLException {
        statement.setArray(
                position,
                connection.createArrayOf(type, rows.stream().map(column).toArray()));
    }
}
