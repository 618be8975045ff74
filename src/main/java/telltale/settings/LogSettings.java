package telltale.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the log.
 *
 * @param level the lowest level that is logged
 * @param file a file to write in addition to standard output, null for none
 */
public record LogSettings(Level level, @Nullable Path file) {
    /** The log levels, the most severe first. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    static LogSettings read(SettingsReader reader) {
        return new LogSettings(
                reader.orDefault(Setting.TELLTALE_LOG_LEVEL, Parsers.oneOf(Level.class)),
                reader.optional(Setting.TELLTALE_LOG_FILE, Parsers::path));
    }
}
