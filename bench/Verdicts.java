import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Judge;
import telltale.judging.Ruleset;
import telltale.judging.Scope;
import telltale.model.Client;
import telltale.model.Network;
import telltale.model.Provider;

/**
 * Measures the CPU time of a verdict against one regular expression with an alternative for each crawler in the ruleset, as
 * other trackers use it. The user agents are those of the labelled requests; the subjects take turns.
 *
 * <p>{@code bench/run verdicts [rounds]}.
 */
public final class Verdicts {
    private static final double MAX_MICROSECONDS = 5;
    private static final int PASSES = 200;
    private static final int SLOW_PASSES = 2;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Instant ACCEPTED = Instant.parse("2026-11-25T12:00:00Z");

    private final List<EventFacts> events;
    private final Judge judge = new Judge(Ruleset.builtIn());
    private final DeliveryContext context = new DeliveryContext(ACCEPTED, Provider.OTHER);

    private Verdicts(List<EventFacts> events) {
        this.events = events;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        String machine = Machine.line();
        Verdicts verdicts = new Verdicts(events(Path.of("src/test/resources/telltale/judging/requests-labelled.jsonl")));
        List<EventFacts> others = verdicts.events.subList(0, Judge.MAX_OTHERS);
        Pattern names = names(Path.of("src/main/resources/telltale/judging/crawlers.txt"));
        List<Double> alone = new ArrayList<>();
        List<Double> withOthers = new ArrayList<>();
        List<Double> expression = new ArrayList<>();
        for (int round = -2; round < rounds; round++) {
            double first = verdicts.microseconds(PASSES, event -> verdicts.judge(event, List.of()));
            double second = verdicts.microseconds(PASSES, event -> verdicts.judge(event, others));
            double third = verdicts.microseconds(
                    SLOW_PASSES, event -> names.matcher(event.client().agent()).find() ? 1 : 0);
            if (round >= 0) {
                alone.add(first);
                withOthers.add(second);
                expression.add(third);
            }
        }
        double theirs = Figures.of(expression).median();
        System.out.printf("%s%n%n", machine);
        System.out.printf("| median of %d rounds | µs of CPU time | speed relative to the last row |%n| --- | ---: | ---: |%n", rounds);
        row("a verdict", alone, theirs);
        row("a verdict with 100 other events of the delivery", withOthers, theirs);
        row("one regular expression of all crawler names", expression, theirs);
        if (Figures.of(alone).median() > MAX_MICROSECONDS) {
            throw new BenchmarkException("Target missed: a verdict takes more than " + MAX_MICROSECONDS + " µs.");
        }
    }

    private static void row(String what, List<Double> rounds, double theirs) {
        double median = Figures.of(rounds).median();
        System.out.printf(Locale.ROOT, "| %s | %.2f | %s |%n", what, median, Figures.ratio(theirs, median));
    }

    private int judge(EventFacts event, List<EventFacts> others) {
        return judge.judge(event, context, others).type().number();
    }

    private double microseconds(int passes, ToIntFunction<EventFacts> subject) {
        int sum = 0;
        long start = THREADS.getCurrentThreadCpuTime();
        for (int pass = 0; pass < passes; pass++) {
            for (EventFacts event : events) {
                sum += subject.applyAsInt(event);
            }
        }
        long took = THREADS.getCurrentThreadCpuTime() - start;
        // Used, so that the compiler cannot eliminate the work.
        if (sum == Integer.MIN_VALUE) {
            System.err.println(sum);
        }
        return took / 1_000.0 / passes / events.size();
    }

    private static List<EventFacts> events(Path file) throws IOException {
        List<EventFacts> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try (JsonReader reader = Json.createReader(new StringReader(line))) {
                JsonObject request = reader.readObject();
                String agent = request.getJsonObject("headers").getString("User-Agent", "");
                Scope scope = request.getString("kind").equals("open") ? Scope.OPEN : Scope.CLICK;
                Instant at = ACCEPTED.plusSeconds(60L + 7L * events.size());
                events.add(new EventFacts(scope, 1, at, Client.of(agent, Set.of()), Network.UNKNOWN));
            }
        }
        return events;
    }

    private static Pattern names(Path catalogue) throws IOException {
        return Files.readAllLines(catalogue).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("version: "))
                .map(name -> Pattern.quote(name.replaceAll("^[~^=]|[~$]$", "")))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("|"), all -> Pattern.compile(all, Pattern.CASE_INSENSITIVE)));
    }
}
