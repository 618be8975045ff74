package telltale.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import telltale.doctor.FindingType.Explanation;
import telltale.model.WireConstant;
import telltale.rules.DataFile;

/** What the kinds of findings say, from {@code findings.txt}. */
final class Explanations {
    private static final Pattern SEPARATOR = Pattern.compile(" \\| ");
    private static final Map<String, Entry> ALL = read(DataFile.read(Explanations.class, "findings.txt"));

    private Explanations() {}

    /** A line of the file, under its heading. */
    private record Entry(Explanation explanation, String section) {}

    /** What findings of a kind say. */
    static Explanation of(String id) {
        return entry(id).explanation;
    }

    /** The section of the documentation with a kind of findings. */
    static String sectionOf(String id) {
        return entry(id).section;
    }

    private static Entry entry(String id) {
        Entry found = ALL.get(id);
        if (found == null) {
            throw new IllegalStateException("findings.txt has no line for " + id);
        }
        return found;
    }

    private static Map<String, Entry> read(String text) {
        Map<String, Entry> all = new HashMap<>();
        String section = "";
        for (String line : text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else {
                String[] parts = SEPARATOR.split(line, 4);
                all.put(parts[0], new Entry(explanation(parts), section));
            }
        }
        return all;
    }

    private static Explanation explanation(String[] parts) {
        return new Explanation(WireConstant.of(Level.class, parts[1]), parts[2], parts.length > 3 ? parts[3] : "");
    }
}
