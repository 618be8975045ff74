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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates a database to the newest schema by numbered scripts. Each runs in a transaction of its own, which also stores
 * the new schema version.
 */
public final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private final Class<?> owner;
    private final int first;
    private final List<String> scripts;

    /**
     * @param owner a class in the package of the scripts
     * @param first the schema version that the first script creates in an empty database; each further script adds one
     * @param scripts the names of the scripts
     */
    public Migrations(Class<?> owner, int first, List<String> scripts) {
        this.owner = owner;
        this.first = first;
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Runs the scripts that have not run yet. Of several nodes that start together, one runs each script.
     *
     * @throws IllegalStateException if the schema was created by a newer version of Telltale, or by one before {@code first}
     */
    public void run(Database database) {
        for (int version = 0; version < last(); ) {
            version = database.write("migrating the database", connection -> migrate(database, connection));
        }
    }

    /** Runs the next script, if there is one, and returns the schema version afterwards. */
    private int migrate(Database database, Connection connection) throws SQLException {
        database.lockMigrations(connection);
        int version = version(connection);
        check(version);
        return version == last() ? version : runScript(connection, version == 0 ? first : version + 1);
    }

    /** The migrations before a script. */
    public Migrations before(String script) {
        return new Migrations(owner, first, scripts.subList(0, scripts.indexOf(script)));
    }

    /** These migrations and one more. */
    public Migrations with(String script) {
        return new Migrations(
                owner, first, Stream.concat(scripts.stream(), Stream.of(script)).toList());
    }

    private int last() {
        return first + scripts.size() - 1;
    }

    private void check(int version) {
        if (version > last()) {
            throw new IllegalStateException(
                    "The database has schema " + version + ", but this version of Telltale supports schemas up to "
                            + last() + ". Run the newer version of Telltale, or restore an older backup.");
        }
        if (version > 0 && version < first) {
            throw new IllegalStateException("The database has schema " + version
                    + " of a development build of Telltale, but this version migrates from schema " + first
                    + " on. Run the last build before 0.1.0 once, which migrates it to schema " + first
                    + ", or start with an empty database.");
        }
    }

    private int runScript(Connection connection, int version) throws SQLException {
        String script = scripts.get(version - first);
        try (Statement statement = connection.createStatement()) {
            for (String sql : text(script).split(";\\s*\\n", -1)) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("update schema_version set version = " + version);
        }
        log.info("Migrated the database to schema {} ({}).", version, script);
        return version;
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
                throw new IllegalStateException("the migration " + script + " is missing from this WAR");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
