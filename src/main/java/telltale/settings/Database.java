package telltale.settings;

import static telltale.settings.Setting.TELLTALE_DATABASE_PASS;
import static telltale.settings.Setting.TELLTALE_DATABASE_URL;
import static telltale.settings.Setting.TELLTALE_DATABASE_USER;

import java.nio.file.Path;

/** Where the data is kept: the embedded database, in the home unless said otherwise. */
final class Database {
    static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private Database() {}

    static DatabaseSettings read(Reading reading, Path home) {
        for (Setting login : new Setting[] {TELLTALE_DATABASE_USER, TELLTALE_DATABASE_PASS}) {
            reading.warnNoEffect(login, "the embedded database asks for no login");
        }
        return reading.always(TELLTALE_DATABASE_URL, SQLITE + home.resolve("telltale.db"), text -> parse(text, home));
    }

    private static DatabaseSettings parse(String text, Path home) {
        if (text.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException("PostgreSQL comes with a later version");
        }
        if (!text.startsWith(SQLITE)) {
            throw new IllegalArgumentException("Telltale keeps its data in SQLite (" + SQLITE
                    + ") or, in a later version, in PostgreSQL (" + POSTGRESQL + ")");
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
