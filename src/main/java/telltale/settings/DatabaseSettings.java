package telltale.settings;

import java.nio.file.Path;

/** Where the data is kept. */
public sealed interface DatabaseSettings {
    /** The database that is built in. */
    record Embedded(Path file) implements DatabaseSettings {}
}
