package telltale.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Detects names that look like settings but are not. */
final class TypoDetector {
    private static final List<String> PREFIXES = List.of("TELLTALE_", "EMAIL_", "INBOUND_", "PIXEL_");

    private TypoDetector() {}

    /** One warning per such name, with the setting that was probably meant. */
    static List<String> in(Source source) {
        return source.values().keySet().stream()
                .sorted()
                .filter(TypoDetector::isMeantForTelltale)
                .filter(name -> settings().noneMatch(name::equals))
                .map(name -> sentence(name, source.name()))
                .toList();
    }

    private static boolean isMeantForTelltale(String name) {
        return PREFIXES.stream().anyMatch(upper(name)::startsWith);
    }

    private static String sentence(String name, String source) {
        return name + " (" + source + ") is not a setting" + suggestion(upper(name));
    }

    private static String suggestion(String name) {
        return settings()
                .min(Comparator.comparing(setting -> distance(name, setting)))
                .filter(nearest -> distance(name, nearest) <= name.length() / 2)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse(".");
    }

    private static Stream<String> settings() {
        return Arrays.stream(Setting.values()).map(Setting::name);
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /**
     * The number of insertions and deletions that turn one name into the other. A replaced character counts as both, so
     * that an abbreviation is nearer to its long form than to another short name.
     */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int left = row[j - 1];
                int above = row[j];
                row[j] = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : 1 + Math.min(left, above);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
