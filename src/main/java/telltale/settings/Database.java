package telltale.settings;

import static telltale.settings.Setting.TELLTALE_DATABASE_PASS;
import static telltale.settings.Setting.TELLTALE_DATABASE_URL;
import static telltale.settings.Setting.TELLTALE_DATABASE_USER;

import java.nio.file.Path;
import java.util.function.Function;

/** Reads where the data is kept: in the embedded database, in the home, unless said otherwise. */
final class Database {
    static final String SQLITE = "jdbc:sqlite:";

    private Database() {}

    static DatabaseSettings read(Reading reading, Path home) {
        DatabaseSettings database = reading.always(
                TELLTALE_DATABASE_URL, SQLITE + home.resolve("telltale.db"), text -> parse(text, reading, home));
        if (database instanceof DatabaseSettings.Embedded) {
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

    private static void warnLoginNoEffect(Reading reading, String why) {
        reading.warnNoEffect(TELLTALE_DATABASE_USER, why);
        reading.warnNoEffect(TELLTALE_DATABASE_PASS, why);
    }

    private static DatabaseSettings parse(String text, Reading reading, Path home) {
        if (text.startsWith(PostgreSqlUrl.SCHEME)) {
            return new DatabaseSettings.PostgreSql(
                    text,
                    reading.maybe(TELLTALE_DATABASE_USER, Function.identity()),
                    reading.maybe(TELLTALE_DATABASE_PASS, Secret::new));
        }
        if (!text.startsWith(SQLITE)) {
            throw new IllegalArgumentException("Telltale keeps its data in SQLite (" + SQLITE + ") or in PostgreSQL ("
                    + PostgreSqlUrl.SCHEME + ")");
        }
        return new DatabaseSettings.Embedded(file(text.substring(SQLITE.length()), home));
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
