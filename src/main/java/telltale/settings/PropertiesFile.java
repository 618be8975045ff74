package telltale.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** The file {@code telltale.properties} in the home folder, in UTF-8. */
final class PropertiesFile {
    static final String NAME = "telltale.properties";

    private PropertiesFile() {}

    /** Reads the file; if it does not exist, the source is empty. */
    static Source read(Path file) {
        if (Files.notExists(file)) {
            return Source.of(NAME, Map.of());
        }
        try {
            return withoutHome(parse(Files.readString(file)));
        } catch (IOException | IllegalArgumentException unreadable) {
            return Source.unreadable(NAME, file, unreadable);
        }
    }

    private static Map<String, String> parse(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(EnvFile.withoutByteOrderMark(text)));
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name, "")));
        return values;
    }

    private static Source withoutHome(Map<String, String> values) {
        String home = Setting.TELLTALE_HOME.name();
        if (!values.containsKey(home)) {
            return Source.of(NAME, values);
        }
        String warning = home + " (" + NAME + ") has no effect, because that file is in the home folder itself."
                + " Set it in the environment.";
        return new Source(NAME, values, List.of(warning), List.of()).without(Set.of(home));
    }
}
