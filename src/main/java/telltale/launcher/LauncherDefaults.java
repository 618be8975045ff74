package telltale.launcher;

import java.nio.file.Path;
import java.util.Map;

/** What whoever starts the WAR need not say: where settings may stand, and what holds when they do not. */
final class LauncherDefaults {
    static final Path ENV_FILE = Path.of(".env").toAbsolutePath();

    private LauncherDefaults() {}

    /** Settings that are weaker than everything that the owner said. */
    static Map<String, String> defaults() {
        return Map.of(
                "TELLTALE_HOME",
                Path.of(System.getProperty("user.home"), ".telltale").toString());
    }
}
