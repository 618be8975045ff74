package telltale.settings;

import static telltale.settings.Setting.TELLTALE_HOME;

import java.nio.file.Path;
import java.util.List;

/**
 * The home folder, which Telltale writes to.
 *
 * @param isDefault whether TELLTALE_HOME is not set
 */
record Home(Path folder, boolean isDefault) {
    /** @throws InvalidSettingsException if it is not known, since a file in it may contain any other setting */
    static Home find(Sources sources) {
        SettingsReader reader = new SettingsReader(sources.outsideHome());
        Path folder = reader.optional(TELLTALE_HOME, Parsers::path);
        if (folder != null) {
            return new Home(folder, false);
        }
        if (reader.isSet(TELLTALE_HOME)) {
            reader.finish();
        }
        Path server = sources.server();
        if (server == null) {
            throw new InvalidSettingsException(
                    List.of("TELLTALE_HOME is not set, and there is no Tomcat or Payara folder to"
                            + " store data in. Set it to " + TELLTALE_HOME.expected() + "."));
        }
        return new Home(server.resolve("telltale"), true);
    }

    /** Records a default, and warns if the server will delete it. */
    void note(SettingsReader reader) {
        if (!isDefault) {
            return;
        }
        reader.recordDefault(TELLTALE_HOME, folder.toString());
        // By default, Payara Micro unpacks itself into a temporary folder and deletes it when it stops.
        if (folder.startsWith(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath())) {
            reader.warn("TELLTALE_HOME is not set, and the server's own folder is temporary: ALL DATA AND KEYS ARE"
                    + " LOST WHEN THE SERVER STOPS. Set it to " + TELLTALE_HOME.expected() + ".");
        }
    }
}
