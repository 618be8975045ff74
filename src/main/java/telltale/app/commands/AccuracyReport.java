package telltale.app.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.judging.Confusion;
import telltale.judging.Confusion.Outcome;
import telltale.judging.ErrorRates;
import telltale.judging.Proportion;
import telltale.model.Confidence;
import telltale.model.VerdictClass;

/** Tables in Markdown of how often the verdicts on labelled requests are wrong. */
final class AccuracyReport implements JudgeReport {
    private static final String SHARE = "share, 95 % interval";

    private final OutputStream out;
    private final Confusion all = new Confusion();
    private final Map<String, Confusion> bySort = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    AccuracyReport(OutputStream out) {
        this.out = out;
    }

    @Override
    public void add(RequestLine request, RequestJudge.Answer answer) {
        RequestLine.Label label = Objects.requireNonNull(request.label(), "the request has no label");
        all.add(label.type(), answer.verdict());
        bySort.computeIfAbsent(label.sort(), added -> new Confusion()).add(label.type(), answer.verdict());
    }

    /** The errors on all requests. */
    ErrorRates errors() {
        return all.errors();
    }

    @Override
    public void end() throws IOException {
        String tables = Stream.of(errorTable(), classTable(), confidenceTable(), sortTable())
                .collect(Collectors.joining("\n"));
        out.write(tables.getBytes(StandardCharsets.UTF_8));
    }

    private String errorTable() {
        return table(
                List.of("error", "requests", SHARE),
                Stream.of(
                        cells("machines called people", errors().machinesCalledPeople()),
                        cells("people called machines", errors().peopleCalledMachines()),
                        cells("people unknown", errors().peopleUnknown())));
    }

    private String classTable() {
        List<String> head = new ArrayList<>(List.of("label \\ verdict"));
        Arrays.stream(VerdictClass.values()).map(VerdictClass::wireName).forEach(head::add);
        head.addAll(List.of("right", SHARE));
        return table(
                head,
                Arrays.stream(VerdictClass.values())
                        .filter(label -> all.count(outcome -> outcome.label() == label) > 0)
                        .map(this::classCells));
    }

    private List<String> classCells(VerdictClass label) {
        Predicate<Outcome> labelled = outcome -> outcome.label() == label;
        Stream<String> counts = Arrays.stream(VerdictClass.values())
                .map(type -> String.valueOf(all.count(labelled.and(outcome -> outcome.type() == type))));
        return Stream.of(Stream.of(label.wireName()), counts, shareCells(all.share(Outcome::isRight, labelled)))
                .flatMap(cells -> cells)
                .toList();
    }

    private String confidenceTable() {
        return table(
                List.of("confidence", "right", SHARE),
                Arrays.stream(Confidence.values())
                        .map(confidence -> cells(
                                confidence.wireName(),
                                all.share(Outcome::isRight, outcome -> outcome.confidence() == confidence))));
    }

    private String sortTable() {
        return table(
                List.of("sort of program", "counts as people", "as machines", "as unknown", "wrong", SHARE),
                bySort.entrySet().stream().map(entry -> sortCells(entry.getKey(), entry.getValue())));
    }

    private static List<String> sortCells(String sort, Confusion outcomes) {
        Stream<Predicate<VerdictClass>> groups =
                Stream.of(VerdictClass::isPerson, VerdictClass::isMachine, type -> type == VerdictClass.UNKNOWN);
        Stream<String> counts =
                groups.map(group -> String.valueOf(outcomes.count(outcome -> group.test(outcome.counted()))));
        return Stream.of(
                        Stream.of(cell(sort)),
                        counts,
                        shareCells(
                                outcomes.share(Outcome::isError, outcome -> outcome.label() != VerdictClass.UNKNOWN)))
                .flatMap(cells -> cells)
                .toList();
    }

    private static List<String> cells(String name, Proportion proportion) {
        return Stream.concat(Stream.of(name), shareCells(proportion)).toList();
    }

    private static Stream<String> shareCells(Proportion proportion) {
        String count = proportion.count() + " of " + proportion.of();
        return Stream.of(count, proportion.of() == 0 ? "–" : share(proportion));
    }

    private static String share(Proportion proportion) {
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.1f to %.1f %%)",
                100 * proportion.share(),
                100 * proportion.interval().low(),
                100 * proportion.interval().high());
    }

    /** Text of a file, in a form that stays within its cell. */
    private static String cell(String text) {
        return text.replaceAll("\\p{Cntrl}", "?").replace("|", "\\|");
    }

    private static String table(List<String> head, Stream<List<String>> rows) {
        List<String> line = head.stream()
                .map(name -> name.equals(head.get(0)) ? "---" : "---:")
                .toList();
        return Stream.concat(Stream.of(head, line), rows)
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }
}
