package telltale.settings;

import static telltale.settings.Setting.TELLTALE_HOME;

import java.nio.file.Path;
import java.util.List;

/**
 * The folder that Telltale writes to.
 *
 * @param isDefault whether nobody said so
 */
record Home(Path folder, boolean isDefault) {
    /** @throws InvalidSettingsException when it is not known, since a file in it may hold any other setting */
    static Home find(Sources sources) {
        SettingsReader reading = new SettingsReader(sources.outsideHome());
        Path stated = reading.maybe(TELLTALE_HOME, Parsers::path);
        if (stated != null) {
            return new Home(stated, false);
        }
        if (reading.states(TELLTALE_HOME)) {
            reading.finish();
        }
        Path server = sources.server();
        if (server == null) {
            throw new InvalidSettingsException(
                    List.of("TELLTALE_HOME is not set, and there is no Tomcat or Payara folder to"
                            + " keep data in. Set it to " + TELLTALE_HOME.expected() + "."));
        }
        return new Home(server.resolve("telltale"), true);
    }

    /** Shows a default, and warns where the server will throw it away. */
    void note(SettingsReader reading) {
        if (!isDefault) {
            return;
        }
        reading.fallBack(TELLTALE_HOME, folder.toString());
        // Payara Micro unpacks itself into a temporary folder unless told otherwise, and removes it when it ends.
        if (folder.startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath())) {
            reading.warn("TELLTALE_HOME is not set, and the server's own folder is temporary: ALL DATA AND KEYS ARE"
                    + " LOST WHEN THE SERVER STOPS. Set it to " + TELLTALE_HOME.expected() + ".");
        }
    }
}
