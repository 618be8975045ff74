package telltale.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is logged and where.
 *
 * @param level the least important level that is still logged
 * @param file a file that is written beside standard output, null for none
 */
public record LogSettings(Level level, @Nullable Path file) {
    /** How much a log line matters, the most important first. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    static LogSettings read(SettingsReader reading) {
        return new LogSettings(
                reading.always(Setting.TELLTALE_LOG_LEVEL, Parsers.oneOf(Level.class)),
                reading.maybe(Setting.TELLTALE_LOG_FILE, Parsers::path));
    }
}
