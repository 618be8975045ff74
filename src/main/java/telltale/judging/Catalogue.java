package telltale.judging;

import java.util.ArrayList;
import java.util.List;
import telltale.rules.DataFile;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;
import telltale.rules.Pattern;

/**
 * The names of known crawlers, from a public list.
 *
 * @param version the version of the list
 */
public record Catalogue(String version, List<Pattern> names) {
    /** A shorter name would match many unrelated user agents. */
    private static final int MIN_LENGTH = 3;

    public Catalogue {
        names = List.copyOf(names);
    }

    /** The built-in catalogue. */
    public static Catalogue builtIn() {
        return parse("crawlers.txt", DataFile.read(Catalogue.class, "crawlers.txt"));
    }

    /**
     * Parses a catalogue: its version, then one name per line in the syntax of {@link Pattern}.
     *
     * @throws InvalidDataFileException if any line is invalid
     */
    public static Catalogue parse(String file, String text) {
        List<DataLine> lines = DataLine.of(file, text);
        String version = DataLine.version(file, lines);
        List<Pattern> names = new ArrayList<>();
        lines.subList(1, lines.size()).forEach(line -> names.add(name(line)));
        return new Catalogue(version, names);
    }

    private static Pattern name(DataLine line) {
        Pattern pattern = Pattern.parse(line.text());
        if (pattern.text().length() < MIN_LENGTH) {
            throw line.error("a name needs at least " + MIN_LENGTH + " characters");
        }
        return pattern;
    }
}
