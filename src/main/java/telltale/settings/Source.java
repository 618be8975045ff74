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
 * One place where settings stand, read once.
 *
 * @param name how messages call it
 * @param values what it says, also under names that are no settings
 * @param warnings sentences about what could not be read and is left out
 * @param problems sentences about what must not be left out
 */
public record Source(String name, Map<String, String> values, List<String> warnings, List<String> problems) {
    public Source {
        values = Map.copyOf(values);
        warnings = List.copyOf(warnings);
        problems = List.copyOf(problems);
    }

    /** A source that was read without trouble. */
    public static Source of(String name, Map<String, String> values) {
        return new Source(name, values, List.of(), List.of());
    }

    /** A file that is there but says nothing, because of this failure. */
    static Source unreadable(String name, Path file, Exception failure) {
        return new Source(name, Map.of(), List.of(), List.of(file + sentence(failure)));
    }

    private static String sentence(Exception failure) {
        if (failure instanceof CharacterCodingException) {
            return " is not in UTF-8. Save it in that encoding.";
        }
        if (failure instanceof AccessDeniedException) {
            return " may not be read by the user \"" + System.getProperty("user.name")
                    + "\". Give that user the right to read it, or remove it.";
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

    /** What this source says, raw; null when it says nothing or only white space. */
    @Nullable
    String value(Setting setting) {
        String value = values.get(setting.name());
        return value == null || value.isBlank() ? null : value;
    }

    /** Its name alone: among the values are secrets. */
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
