package telltale.launcher;

import java.nio.file.Path;
import java.util.Map;

/** The location of the {@code .env} file, and the launcher's default settings. */
final class LauncherDefaults {
    static final Path ENV_FILE = Path.of(".env").toAbsolutePath();

    private LauncherDefaults() {}

    /** Settings with the lowest precedence. */
    static Map<String, String> defaults() {
        return Map.of(
                "TELLTALE_HOME",
                Path.of(System.getProperty("user.home"), ".telltale").toString());
    }
}
