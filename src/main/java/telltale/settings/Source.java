package telltale.settings;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A source of settings, read once.
 *
 * @param name its name in messages
 * @param values its entries, including names that are not settings
 * @param warnings sentences about entries that could not be read and are ignored
 * @param problems sentences about errors that prevent the start
 */
public record Source(String name, Map<String, String> values, List<String> warnings, List<String> problems) {
    public Source {
        values = Map.copyOf(values);
        warnings = List.copyOf(warnings);
        problems = List.copyOf(problems);
    }

    /** A source without warnings or problems. */
    public static Source of(String name, Map<String, String> values) {
        return new Source(name, values, List.of(), List.of());
    }

    /** A file that exists but could not be read. */
    static Source unreadable(String name, Path file, Exception failure) {
        return new Source(name, Map.of(), List.of(), List.of(file + sentence(failure)));
    }

    private static String sentence(Exception failure) {
        if (failure instanceof CharacterCodingException) {
            return " is not encoded in UTF-8. Save it in that encoding.";
        }
        if (failure instanceof AccessDeniedException) {
            return " cannot be read by the user \"" + System.getProperty("user.name")
                    + "\". Give that user permission to read it, or remove it.";
        }
        return " cannot be read (" + failure.getMessage() + "). Correct or remove it.";
    }

    static Source environment() {
        return of("environment", System.getenv());
    }

    static Source systemProperties() {
        Map<String, String> values = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            values.put(name, System.getProperty(name, ""));
        }
        return of("system property", values);
    }

    /** The raw value of a setting; null if it is missing or blank. */
    @Nullable
    String value(Setting setting) {
        String value = values.get(setting.name());
        return value == null || value.isBlank() ? null : value;
    }

    /** Shows the name only, because the values include secrets. */
    @Override
    public String toString() {
        return name;
    }

    Source without(Set<String> names) {
        Map<String, String> rest = new TreeMap<>(values);
        rest.keySet().removeAll(names);
        return new Source(name, rest, warnings, problems);
    }
}
