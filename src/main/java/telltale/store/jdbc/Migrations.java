package telltale.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the newest schema: numbered scripts, each in a transaction of its own together with the number
 * that says it ran.
 */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private final Class<?> owner;
    private final List<String> scripts;

    /**
     * @param owner the class in whose package the scripts are
     * @param scripts their names; the first brings an empty database to version 1
     */
    public Migrations(Class<?> owner, List<String> scripts) {
        this.owner = owner;
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Runs what has not run yet. Of several that start together, one runs each script.
     *
     * @throws IllegalStateException if a newer Telltale made the schema
     */
    public void run(Database database) {
        for (int known = 0; known < scripts.size(); ) {
            known = database.write("migrating the database", connection -> migrate(database, connection));
        }
    }

    /** Runs the next script, if there is one, and returns the schema that the database has then. */
    private int migrate(Database database, Connection connection) throws SQLException {
        database.migrateAlone(connection);
        int version = version(connection);
        if (version > scripts.size()) {
            throw new IllegalStateException(
                    "The database has schema " + version + ", but this Telltale knows schemas up to " + scripts.size()
                            + ": it was written by a newer Telltale. Run that one, or restore an older backup.");
        }
        if (version == scripts.size()) {
            return version;
        }
        String script = scripts.get(version);
        try (Statement statement = connection.createStatement()) {
            for (String sql : text(script).split(";\\s*\\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("update schema_version set version = " + (version + 1));
        }
        log.info("The database gets schema {} ({}).", version + 1, script);
        return version + 1;
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists schema_version (version integer not null)");
            try (ResultSet row = statement.executeQuery("select version from schema_version")) {
                if (row.next()) {
                    return row.getInt(1);
                }
            }
            statement.execute("insert into schema_version (version) values (0)");
            return 0;
        }
    }

    private String text(String script) {
        try (InputStream in = owner.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + script + " is not in this WAR");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
