package telltale.settings;

import static telltale.settings.Setting.TELLTALE_DATABASE_COPY;
import static telltale.settings.Setting.TELLTALE_DATABASE_PASS;
import static telltale.settings.Setting.TELLTALE_DATABASE_URL;
import static telltale.settings.Setting.TELLTALE_DATABASE_USER;
import static telltale.settings.Setting.TELLTALE_SHARDS;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import telltale.settings.DatabaseSettings.ContainerDataSource;
import telltale.settings.DatabaseSettings.Embedded;
import telltale.settings.DatabaseSettings.PostgreSql;

/** Reads the database settings: from the settings, else the container's data source, else a file in the home folder. */
final class DatabaseReader {
    static final String SQLITE = "jdbc:sqlite:";

    private DatabaseReader() {}

    /** @param resources looks up what the container binds to a name */
    static DatabaseSettings read(SettingsReader reader, Path home, Function<String, Optional<Object>> resources) {
        ContainerDataSource container = container(reader, resources);
        if (container == null) {
            return fromSettings(reader, home);
        }
        if (reader.isSet(TELLTALE_DATABASE_URL)) {
            reader.warn("TELLTALE_DATABASE_URL is set and takes precedence; the server's JNDI "
                    + ContainerDataSource.NAME + " has no effect. Remove one of the two.");
            return fromSettings(reader, home);
        }
        reader.recordDefault(TELLTALE_DATABASE_URL, "the data source " + ContainerDataSource.NAME, Jndi.NAME);
        warnLoginNoEffect(reader, "the server's JNDI " + ContainerDataSource.NAME + " has a login of its own");
        reader.warnNoEffect(TELLTALE_DATABASE_COPY, "it needs TELLTALE_DATABASE_URL");
        refuseShards(reader);
        return container;
    }

    /** Fails the start for an unusable resource only if it is needed. */
    private static @Nullable ContainerDataSource container(
            SettingsReader reader, Function<String, Optional<Object>> resources) {
        try {
            return resources
                    .apply(ContainerDataSource.NAME)
                    .map(DatabaseReader::dataSource)
                    .orElse(null);
        } catch (InvalidSettingsException unusable) {
            unusable.problems().forEach(reader.isSet(TELLTALE_DATABASE_URL) ? reader::warn : reader::addProblem);
            return null;
        }
    }

    private static ContainerDataSource dataSource(Object bound) {
        if (bound instanceof DataSource dataSource) {
            return new ContainerDataSource(dataSource);
        }
        throw new InvalidSettingsException(List.of("JNDI " + ContainerDataSource.NAME + " is a "
                + bound.getClass().getName() + ", not a javax.sql.DataSource. Correct or remove it in the server's"
                + " configuration."));
    }

    private static DatabaseSettings fromSettings(SettingsReader reader, Path home) {
        DatabaseSettings database = reader.orDefault(
                TELLTALE_DATABASE_URL, SQLITE + home.resolve("telltale.db"), text -> parse(text, reader, home));
        if (database instanceof Embedded) {
            warnLoginNoEffect(reader, "the embedded database requires no login");
            reader.warnNoEffect(TELLTALE_DATABASE_COPY, "the embedded database has no copy");
            refuseShards(reader);
        } else {
            reader.require(
                    TELLTALE_DATABASE_PASS,
                    TELLTALE_DATABASE_USER,
                    "Set TELLTALE_DATABASE_USER to the user name that the password belongs to, or remove"
                            + " TELLTALE_DATABASE_PASS if the database requires none.");
        }
        return database;
    }

    /** Without the further databases, what they store would be missing. */
    private static void refuseShards(SettingsReader reader) {
        if (reader.optional(TELLTALE_SHARDS, Function.identity()) != null) {
            reader.addProblem("TELLTALE_SHARDS needs TELLTALE_DATABASE_URL with the URL of the first database, which is"
                    + " PostgreSQL. Set it, or remove TELLTALE_SHARDS.");
        }
    }

    private static SortedMap<Integer, String> shards(SettingsReader reader, String first) {
        SortedMap<Integer, String> shards = reader.optional(TELLTALE_SHARDS, text -> ShardUrls.parse(text, first));
        return shards == null ? Collections.emptySortedMap() : shards;
    }

    private static void warnLoginNoEffect(SettingsReader reader, String why) {
        reader.warnNoEffect(TELLTALE_DATABASE_USER, why);
        reader.warnNoEffect(TELLTALE_DATABASE_PASS, why);
    }

    private static DatabaseSettings parse(String text, SettingsReader reader, Path home) {
        if (text.startsWith(PostgreSqlUrl.SCHEME)) {
            return new PostgreSql(
                    text,
                    reader.optional(TELLTALE_DATABASE_USER, Function.identity()),
                    reader.optional(TELLTALE_DATABASE_PASS, Secret::new),
                    reader.optional(TELLTALE_DATABASE_COPY, DatabaseReader::copy),
                    shards(reader, text));
        }
        if (!text.startsWith(SQLITE)) {
            throw new IllegalArgumentException(
                    "Telltale stores its data in SQLite (" + SQLITE + ") or PostgreSQL (" + PostgreSqlUrl.SCHEME + ")");
        }
        return new Embedded(file(text.substring(SQLITE.length()), home));
    }

    private static String copy(String url) {
        PostgreSqlUrl.check(url);
        return url;
    }

    private static Path file(String text, Path home) {
        if (text.isEmpty()) {
            return home.resolve("telltale.db");
        }
        // Options in the URL could switch off durability, and an in-memory database has none.
        if (text.contains("?") || text.startsWith(":") || text.startsWith("file:")) {
            throw new IllegalArgumentException(SQLITE + " must be followed by a plain path without options");
        }
        return text.startsWith("~") ? Parsers.path(text) : home.resolve(text).normalize();
    }
}
