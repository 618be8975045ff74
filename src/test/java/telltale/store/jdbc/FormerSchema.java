package telltale.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.sqlite.SQLiteDataSource;
import telltale.postgres.PostgresServer;

/** Databases with the schema before suspicions, created by its scripts and filled from a present one. */
public final class FormerSchema {
    private static final List<String> EMBEDDED = List.of(
            "001-deliveries-and-events.sql",
            "002-counters.sql",
            "003-events-by-arrival.sql",
            "004-nodes-and-days.sql",
            "005-outbox.sql",
            "006-persons.sql",
            "007-judgements.sql",
            "008-pixels-and-notices.sql",
            "009-scanned-domains.sql",
            "010-network-lists.sql",
            "011-fewer-index-entries.sql");
    private static final List<String> POSTGRESQL = List.of(
            "001-everything.sql",
            "002-outbox.sql",
            "003-persons.sql",
            "004-judgements.sql",
            "005-less-an-event.sql",
            "006-pixels-and-notices.sql",
            "007-scanned-domains.sql",
            "008-network-lists.sql",
            "009-fewer-index-entries.sql");

    private FormerSchema() {}

    /** Copies a closed database of the present schema to a file of the former one. */
    public static void embedded(Path today, Path former) throws SQLException {
        try (Connection from = sqlite(today);
                Connection to = sqlite(former)) {
            make(to, "sqlite/", EMBEDDED);
            String tables = "select name from sqlite_master where type = 'table' and name <> 'schema_version'";
            for (String table : texts(to, tables)) {
                copy(from, to, table, "");
            }
        }
    }

    /** Copies a database of the present schema to an empty one with the former schema. */
    public static void postgreSql(String today, String former) throws SQLException {
        try (Connection from = PostgresServer.connect(today);
                Connection to = PostgresServer.connect(former)) {
            execute(from, "set search_path to telltale");
            execute(to, "create schema telltale");
            execute(to, "set search_path to telltale");
            make(to, "postgresql/", POSTGRESQL);
            // Triggers and foreign keys are off for the copy.
            execute(to, "set session_replication_role to replica");
            for (String table : texts(to, """
                    select relname from pg_class where relnamespace = 'telltale'::regnamespace
                    and relkind in ('r', 'p') and not relispartition and relname <> 'schema_version'""")) {
                copy(from, to, table, " overriding system value");
            }
            for (String sequence : texts(to, """
                    select format('select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 1) from %I))',
                        table_name, column_name, column_name, table_name)
                    from information_schema.columns where table_schema = 'telltale' and is_identity = 'YES'""")) {
                execute(to, sequence);
            }
        }
    }

    private static void make(Connection connection, String folder, List<String> scripts) throws SQLException {
        for (String script : scripts) {
            for (String sql : text(folder + script).split(";\\s*\\n", -1)) {
                if (!sql.isBlank()) {
                    execute(connection, sql);
                }
            }
        }
        execute(connection, "create table schema_version (version integer not null)");
        execute(connection, "insert into schema_version values (" + scripts.size() + ")");
    }

    private static void copy(Connection from, Connection to, String table, String overriding) throws SQLException {
        execute(to, "delete from " + table);
        List<String> columns = columns(to, table);
        String names = String.join(", ", columns);
        String insert = "insert into " + table + " (" + names + ")" + overriding + " values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        try (Statement select = from.createStatement();
                ResultSet row = select.executeQuery("select " + names + " from " + table);
                PreparedStatement copy = to.prepareStatement(insert)) {
            while (row.next()) {
                for (int column = 1; column <= columns.size(); column++) {
                    copy.setObject(column, row.getObject(column));
                }
                copy.executeUpdate();
            }
        }
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("select * from " + table + " where 1 = 0")) {
            ResultSetMetaData described = none.getMetaData();
            List<String> names = new ArrayList<>();
            for (int column = 1; column <= described.getColumnCount(); column++) {
                names.add(described.getColumnName(column));
            }
            return names;
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String script) {
        try (InputStream in = FormerSchema.class.getResourceAsStream("/telltale/store/" + script)) {
            return new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Connection sqlite(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
