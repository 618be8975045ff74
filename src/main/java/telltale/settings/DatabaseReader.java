package telltale.settings;

import static telltale.settings.Setting.TELLTALE_DATABASE_PASS;
import static telltale.settings.Setting.TELLTALE_DATABASE_URL;
import static telltale.settings.Setting.TELLTALE_DATABASE_USER;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import telltale.settings.DatabaseSettings.ContainerDataSource;
import telltale.settings.DatabaseSettings.Embedded;
import telltale.settings.DatabaseSettings.PostgreSql;

/** Reads where the data is kept: what the settings say, else the container's data source, else a file in the home. */
final class DatabaseReader {
    static final String SQLITE = "jdbc:sqlite:";

    private DatabaseReader() {}

    /** @param resources what the container binds to a name */
    static DatabaseSettings read(SettingsReader reading, Path home, Function<String, Optional<Object>> resources) {
        ContainerDataSource container = container(reading, resources);
        if (container == null) {
            return stated(reading, home);
        }
        if (reading.states(TELLTALE_DATABASE_URL)) {
            reading.warn("TELLTALE_DATABASE_URL is set and holds; the server's JNDI " + ContainerDataSource.NAME
                    + " has no effect. Remove one of the two.");
            return stated(reading, home);
        }
        reading.note(TELLTALE_DATABASE_URL, "the data source " + ContainerDataSource.NAME, Jndi.NAME);
        warnLoginNoEffect(reading, "the server's JNDI " + ContainerDataSource.NAME + " has a login of its own");
        return container;
    }

    /** A resource that cannot be had stops the start only where it is needed. */
    private static @Nullable ContainerDataSource container(
            SettingsReader reading, Function<String, Optional<Object>> resources) {
        try {
            return resources
                    .apply(ContainerDataSource.NAME)
                    .map(DatabaseReader::dataSource)
                    .orElse(null);
        } catch (InvalidSettingsException unusable) {
            unusable.problems().forEach(reading.states(TELLTALE_DATABASE_URL) ? reading::warn : reading::refuse);
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

    private static DatabaseSettings stated(SettingsReader reading, Path home) {
        DatabaseSettings database = reading.always(
                TELLTALE_DATABASE_URL, SQLITE + home.resolve("telltale.db"), text -> parse(text, reading, home));
        if (database instanceof Embedded) {
            warnLoginNoEffect(reading, "the embedded database asks for no login");
        } else {
            reading.refuseWithout(
                    TELLTALE_DATABASE_PASS,
                    TELLTALE_DATABASE_USER,
                    "Set TELLTALE_DATABASE_USER to the user name that the password belongs to, or remove"
                            + " TELLTALE_DATABASE_PASS if the database asks for none.");
        }
        return database;
    }

    private static void warnLoginNoEffect(SettingsReader reading, String why) {
        reading.warnNoEffect(TELLTALE_DATABASE_USER, why);
        reading.warnNoEffect(TELLTALE_DATABASE_PASS, why);
    }

    private static DatabaseSettings parse(String text, SettingsReader reading, Path home) {
        if (text.startsWith(PostgreSqlUrl.SCHEME)) {
            return new PostgreSql(
                    text,
                    reading.maybe(TELLTALE_DATABASE_USER, Function.identity()),
                    reading.maybe(TELLTALE_DATABASE_PASS, Secret::new));
        }
        if (!text.startsWith(SQLITE)) {
            throw new IllegalArgumentException("Telltale keeps its data in SQLite (" + SQLITE + ") or in PostgreSQL ("
                    + PostgreSqlUrl.SCHEME + ")");
        }
        return new Embedded(file(text.substring(SQLITE.length()), home));
    }

    private static Path file(String text, Path home) {
        if (text.isEmpty()) {
            return home.resolve("telltale.db");
        }
        // Options in the URL could switch off what makes events durable, and memory forgets them.
        if (text.contains("?") || text.startsWith(":") || text.startsWith("file:")) {
            throw new IllegalArgumentException("after " + SQLITE + " comes a plain path without options");
        }
        return text.startsWith("~") ? Parsers.path(text) : home.resolve(text).normalize();
    }
}
