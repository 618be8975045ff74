package telltale.judging;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of known crawlers, from a public list.
 *
 * @param version of the list
 */
public record Catalogue(String version, List<Pattern> names) {
    private static final String VERSION = "version: ";
    /** A shorter name would be found in half of all agents. */
    private static final int SHORTEST = 3;

    public Catalogue {
        names = List.copyOf(names);
    }

    /** The catalogue that this Telltale brings with it. */
    public static Catalogue builtIn() {
        return parse("crawlers.txt", DataFile.read("crawlers.txt"));
    }

    /**
     * Reads a catalogue: its version, then a name a line, written as in a ruleset.
     *
     * @throws InvalidDataFileException if one line is wrong
     */
    public static Catalogue parse(String file, String text) {
        List<DataLine> lines = DataLine.of(file, text);
        if (lines.isEmpty() || !lines.get(0).text().startsWith(VERSION)) {
            throw new InvalidDataFileException(
                    file, lines.isEmpty() ? 1 : lines.get(0).number(), "the first line is the version");
        }
        List<Pattern> names = new ArrayList<>();
        lines.subList(1, lines.size()).forEach(line -> names.add(name(line)));
        return new Catalogue(lines.get(0).text().substring(VERSION.length()), names);
    }

    private static Pattern name(DataLine line) {
        Pattern pattern = Pattern.parse(line.text());
        if (pattern.text().length() < SHORTEST) {
            throw line.bad("a name has at least " + SHORTEST + " characters");
        }
        return pattern;
    }
}
