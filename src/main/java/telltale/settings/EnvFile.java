package telltale.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .env} file in the syntax that python-dotenv and docker compose share: one {@code KEY=value} per line, with
 * {@code export}, quotes and comments. Variables are not expanded.
 */
final class EnvFile {
    private static final String NAME = ".env";

    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(?:export\\s+)?(?<key>[A-Za-z_][A-Za-z0-9_.-]*)\\s*=(?<value>.*)");
    private static final Pattern BLANK_OR_COMMENT = Pattern.compile("\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("\\s#.*");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("\\s*'(?<text>[^']*)'(?:\\s+#.*|\\s*)");
    private static final Pattern DOUBLE_QUOTED =
            Pattern.compile("\\s*\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"(?:\\s+#.*|\\s*)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([n\"\\\\])");

    private final Map<String, String> values = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private EnvFile() {}

    /** Reads the file; if it does not exist, the source is empty. */
    static Source read(Path file) {
        if (Files.notExists(file)) {
            return Source.of(NAME, Map.of());
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException unreadable) {
            return Source.unreadable(NAME, file, unreadable);
        }
    }

    static Source parse(String text) {
        EnvFile file = new EnvFile();
        int number = 0;
        for (String line : withoutByteOrderMark(text).lines().toList()) {
            file.add(++number, line);
        }
        return new Source(NAME, file.values, file.warnings, List.of());
    }

    /** Strips the byte order mark that editors on Windows write. */
    static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private void add(int number, String line) {
        if (BLANK_OR_COMMENT.matcher(line).matches()) {
            return;
        }
        Matcher assignment = ASSIGNMENT.matcher(line);
        String value = assignment.matches() ? value(assignment.group("value")) : null;
        if (value == null) {
            warnings.add("Line " + number + " of " + NAME + " is ignored. Write it as KEY=value on one line,"
                    + " and close every quote.");
        } else {
            values.put(assignment.group("key"), value);
        }
    }

    /** The value without quotes and comment; null if its quote is not closed or followed by other text. */
    private static @Nullable String value(String text) {
        String start = text.stripLeading();
        if (start.startsWith("'")) {
            Matcher quoted = SINGLE_QUOTED.matcher(text);
            return quoted.matches() ? quoted.group("text") : null;
        }
        if (start.startsWith("\"")) {
            Matcher quoted = DOUBLE_QUOTED.matcher(text);
            return quoted.matches() ? unescape(quoted.group("text")) : null;
        }
        return COMMENT.matcher(text).replaceFirst("").strip();
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> escape.group(1).equals("n") ? "\n" : Matcher.quoteReplacement(escape.group(1)));
    }
}
