package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.judging.Accuracy;
import telltale.judging.ErrorRates;
import telltale.judging.Proportion;
import telltale.judging.Ruleset;

/** The figures in docs/ACCURACY.md and in the WAR beside those of every labelled set and the built-in ruleset. */
class AccuracyDocumentTest {
    private static final Path SETS = Path.of("src/test/resources/telltale/judging");
    private static final Path DOCUMENT = Path.of("docs/ACCURACY.md");
    private static final Path DATA = Path.of("src/main/resources/telltale/judging/accuracy.txt");
    private static final String START = "<!-- Everything below is generated from the labelled requests. -->\n";
    private static final String STALE = "The figures do not match the labelled requests and the ruleset. Refresh them: "
            + "mvn -q test -Dtest=AccuracyDocumentTest -Dtelltale.document=write";
    private static final Pattern REPOSITORY = Pattern.compile("(?:https://github\\.com/)?([\\w.-]+/[\\w.-]+)[/ ].*");
    private static final Pattern SITE = Pattern.compile("https://(?:www\\.)?([\\w.-]+)/.*");

    /** A set of labelled requests, and what the command prints about it. */
    private record LabelledSet(String name, List<LabelledRequest> requests, ErrorRates errors, String tables) {
        static LabelledSet read(String name) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            AccuracyReport report = new AccuracyReport(out);
            RequestFormat format = new JsonLines(true);
            RequestJudge judge = new RequestJudge(format.known());
            List<LabelledRequest> requests = LabelledRequest.read(name);
            for (LabelledRequest labelled : requests) {
                RequestLine request = format.parse(labelled.json().toString(), 1);
                report.add(request, judge.answer(request));
            }
            report.end();
            return new LabelledSet(name, requests, report.errors(), out.toString(StandardCharsets.UTF_8));
        }

        String section() {
            Stream<String> origins =
                    Stream.of(counts("Labelled", "date"), counts("Basis", "basis"), counts("Source", "source"));
            return "\n## " + name + "\n\n" + requests.size() + " requests" + programs() + "."
                    + origins.collect(Collectors.joining()) + "\n\n" + tables;
        }

        /** The number of programs, if the requests name them. */
        private String programs() {
            long programs = stated("program").distinct().count();
            return programs == 0 ? "" : " of " + programs + " programs";
        }

        /** The values of a field with the number of requests, the most frequent first; nothing if none has the field. */
        private String counts(String title, String field) {
            Map<String, Long> counts = stated(field)
                    .collect(Collectors.groupingBy(LabelledSet::origin, TreeMap::new, Collectors.counting()));
            String values = counts.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .map(count -> count.getKey() + " (" + count.getValue() + ")")
                    .collect(Collectors.joining(", "));
            return values.isEmpty() ? "" : " " + title + ": " + values + ".";
        }

        private Stream<String> stated(String field) {
            return requests.stream()
                    .map(LabelledRequest::json)
                    .filter(request -> request.containsKey(field))
                    .map(request -> request.getString(field));
        }

        /** The repository or site of a source, or its words without details in parentheses. */
        private static String origin(String source) {
            return Stream.of(REPOSITORY, SITE)
                    .map(pattern -> pattern.matcher(source))
                    .filter(Matcher::matches)
                    .map(match -> match.group(1))
                    .findFirst()
                    .orElse(source.replaceFirst("(?: \\(| with ).*", ""));
        }
    }

    @Test
    void theFiguresAreThoseOfTheBuiltInRuleset() throws IOException {
        List<LabelledSet> sets = sets();
        Accuracy accuracy = new Accuracy(Ruleset.builtIn().version(), errors(sets));
        String document = Files.readString(DOCUMENT);
        String fresh = document.substring(0, document.indexOf(START) + START.length()) + figures(accuracy, sets);
        if ("write".equals(System.getProperty("telltale.document"))) {
            Files.writeString(DOCUMENT, fresh);
            Files.writeString(DATA, accuracy.text());
        }
        assertEquals(fresh, Files.readString(DOCUMENT), STALE);
        assertEquals(accuracy.text(), Files.readString(DATA), STALE);
    }

    private static List<LabelledSet> sets() throws IOException {
        List<LabelledSet> sets = new ArrayList<>();
        try (Stream<Path> files = Files.list(SETS)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                sets.add(LabelledSet.read(file.getFileName().toString()));
            }
        }
        assertFalse(sets.isEmpty());
        return sets;
    }

    private static SortedMap<String, ErrorRates> errors(List<LabelledSet> sets) {
        SortedMap<String, ErrorRates> errors = new TreeMap<>();
        sets.forEach(set -> errors.put(set.name(), set.errors()));
        return errors;
    }

    private static String figures(Accuracy accuracy, List<LabelledSet> sets) {
        ErrorRates worst = accuracy.worst();
        return "\n## The bound of a campaign\n\nRuleset " + accuracy.ruleset()
                + ". Applied are the upper ends: at most "
                + most(worst.machinesCalledPeople()) + " of machines count as people, and at most "
                + most(worst.peopleMissed()) + " of people do not ("
                + worst.peopleMissed().count() + " of "
                + worst.peopleMissed().of() + ": as machines or unknown).\n"
                + sets.stream().map(LabelledSet::section).collect(Collectors.joining());
    }

    private static String most(Proportion proportion) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * proportion.interval().high());
    }
}
