package telltale.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that a database has, as text to be searched. */
public final class DatabaseText {
    private DatabaseText() {}

    /**
     * All columns of all tables; bytes as text and in hexadecimal.
     *
     * @param schema the schema of the tables, or null if the database has only one
     */
    public static String of(Connection connection, @Nullable String schema) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String table : tables(connection, schema)) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select * from " + table)) {
                while (row.next()) {
                    text.append(table);
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        text.append('\t').append(text(row.getObject(column)));
                    }
                    text.append('\n');
                }
            }
        }
        return text.toString();
    }

    private static List<String> tables(Connection connection, @Nullable String schema) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = connection.getMetaData().getTables(null, schema, "%", new String[] {"TABLE"})) {
            while (row.next()) {
                tables.add((schema == null ? "" : schema + ".") + '"' + row.getString("TABLE_NAME") + '"');
            }
        }
        return tables;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                        + ' '
                        + HexFormat.of().formatHex(bytes)
                : String.valueOf(value);
    }
}
