package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {
    private static final Pattern NAME = Pattern.compile("\\b(?:TELLTALE|EMAIL|INBOUND|PIXEL)_[A-Z_]*[A-Z]\\b");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");
    private static final Pattern ENV = Pattern.compile("(?s)```dotenv\n(.*?)```");

    @Test
    void everySettingHasItsRowAndEveryNameIsASetting() throws IOException {
        Set<String> known = new TreeSet<>();
        Arrays.stream(Setting.values()).map(SettingsDocumentTest::family).forEach(known::add);
        assertEquals(known, names(ROW, 1));
        assertEquals(known, names(NAME, 0));
    }

    @Test
    void theEnvFileThatItShowsWorks() throws IOException {
        List<String> shown =
                ENV.matcher(document()).results().map(block -> block.group(1)).toList();
        assertTrue(!shown.isEmpty());
        for (String text : shown) {
            Source file = EnvFile.parse(text);
            Map<String, String> values = new TreeMap<>(file.values());
            values.put("TELLTALE_HOME", Given.HOME);
            assertEquals(List.of(), file.warnings());
            assertEquals(List.of(), Settings.load(Sources.of(values)).warnings());
        }
    }

    @Test
    void theReadmeNamesEverySetting() throws IOException {
        Set<String> missing = new TreeSet<>();
        String readme = Files.readString(Path.of("README.md"));
        for (Setting setting : Setting.values()) {
            if (!readme.contains('`' + family(setting) + '`')) {
                missing.add(setting.name());
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** The name without the number of a further mailbox; one row describes all of them. */
    private static String family(Setting setting) {
        return setting.name().replaceFirst("_[2-9]$", "");
    }

    private static Set<String> names(Pattern pattern, int group) throws IOException {
        Set<String> names = new TreeSet<>();
        pattern.matcher(document())
                .results()
                .map((MatchResult name) -> name.group(group))
                .forEach(names::add);
        return names;
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/SETTINGS.md"));
    }
}
