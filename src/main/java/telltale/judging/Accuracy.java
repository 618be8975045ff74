package telltale.judging;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.rules.DataFile;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;

/**
 * The measured errors of a ruleset on sets of labelled requests.
 *
 * @param ruleset the version of the ruleset
 * @param sets the errors on each set, by its name, which has no space
 */
public record Accuracy(String ruleset, SortedMap<String, ErrorRates> sets) {
    /** The smallest number of labelled people, or of machines, whose errors count. */
    static final int MIN_LABELLED = 20;

    private static final String HEAD =
            "# The errors of the verdicts on each set of labelled requests. Generated with docs/ACCURACY.md.\n";
    private static final String VERSION = "version: ";
    private static final String LINE =
            "%s: %s of %s machines called people, %s of %s people called machines, %s of %s people unknown";
    private static final String NUMBER = "(\\d{1,9})";
    private static final Pattern PARSED_LINE =
            Pattern.compile(LINE.formatted("(\\S+)", NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER));

    public Accuracy {
        sets = Collections.unmodifiableSortedMap(new TreeMap<>(sets));
    }

    /** The errors of the built-in ruleset. */
    public static Accuracy builtIn() {
        return BuiltIn.ACCURACY;
    }

    /**
     * Parses the version of the ruleset, and a line for each set.
     *
     * @param file the name of the file, for messages
     * @throws InvalidDataFileException if any line is invalid, or if no set has enough people or enough machines
     */
    static Accuracy parse(String file, String text) {
        List<DataLine> lines = DataLine.of(file, text);
        String version = DataLine.version(file, lines);
        SortedMap<String, ErrorRates> sets = new TreeMap<>();
        lines.subList(1, lines.size()).forEach(line -> addSet(line, sets));
        if (large(sets.values(), ErrorRates::machinesCalledPeople).isEmpty()
                || large(sets.values(), ErrorRates::peopleMissed).isEmpty()) {
            throw lines.get(lines.size() - 1)
                    .error("a set with at least " + MIN_LABELLED
                            + " people, and one with as many machines, is missing");
        }
        return new Accuracy(version, sets);
    }

    private static void addSet(DataLine line, Map<String, ErrorRates> sets) {
        Matcher parsed = PARSED_LINE.matcher(line.text());
        if (!parsed.matches()) {
            throw line.error("the errors of a set must be like " + LINE.formatted("name", 1, 9, 1, 9, 1, 9));
        }
        try {
            sets.put(
                    parsed.group(1),
                    new ErrorRates(proportion(parsed, 2), proportion(parsed, 4), proportion(parsed, 6)));
        } catch (IllegalArgumentException impossible) {
            throw line.error(String.valueOf(impossible.getMessage()));
        }
    }

    private static Proportion proportion(MatchResult line, int group) {
        return new Proportion(Long.parseLong(line.group(group)), Long.parseLong(line.group(group + 1)));
    }

    /** The file that {@link #parse} reads. */
    public String text() {
        return HEAD + VERSION + ruleset + "\n"
                + sets.entrySet().stream()
                        .map(set -> line(set.getKey(), set.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    private static String line(String name, ErrorRates errors) {
        Proportion machines = errors.machinesCalledPeople();
        Proportion people = errors.peopleCalledMachines();
        Proportion unknown = errors.peopleUnknown();
        return LINE.formatted(
                name, machines.count(), machines.of(), people.count(), people.of(), unknown.count(), unknown.of());
    }

    /**
     * The errors to reckon with: those on the machines of one set and on the people of one set, in each case of the set in
     * which they may be the most frequent by the upper end of their interval. Sets with fewer than {@value #MIN_LABELLED}
     * machines, or people, are left out, because their intervals say nothing.
     *
     * <p>The sets are not added up, because a large one that is easy would hide the errors on others.
     */
    public ErrorRates worst() {
        ErrorRates onPeople = worst(ErrorRates::peopleMissed);
        return new ErrorRates(
                worst(ErrorRates::machinesCalledPeople).machinesCalledPeople(),
                onPeople.peopleCalledMachines(),
                onPeople.peopleUnknown());
    }

    private ErrorRates worst(Function<ErrorRates, Proportion> error) {
        return large(sets.values(), error).stream()
                .max(Comparator.comparingDouble(
                        set -> error.apply(set).interval().high()))
                .orElseThrow();
    }

    private static List<ErrorRates> large(Collection<ErrorRates> sets, Function<ErrorRates, Proportion> error) {
        return sets.stream()
                .filter(set -> error.apply(set).of() >= MIN_LABELLED)
                .toList();
    }

    /** Loads the errors of the built-in ruleset on first use. */
    private static final class BuiltIn {
        static final Accuracy ACCURACY = parse("accuracy.txt", DataFile.read(Accuracy.class, "accuracy.txt"));
    }
}
