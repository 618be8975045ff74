package telltale.app.commands;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import telltale.judging.Scope;

/**
 * The arguments of {@code judge}.
 *
 * @param output what to print
 */
record JudgeOptions(RequestFormat format, Output output) {
    /** What to print about the verdicts. */
    enum Output {
        EACH_VERDICT,
        SUMMARY,
        ACCURACY
    }

    private static final String FORMAT = "--format";
    private static final String CAPTURES = "--captures";
    private static final String KIND = "--kind";
    private static final String SUMMARY = "--summary";
    private static final String LABELLED = "--labelled";
    private static final Set<String> WITHOUT_VALUE = Set.of(SUMMARY, LABELLED);
    private static final Set<String> WITH_VALUE = Set.of(FORMAT, CAPTURES, KIND);
    private static final String LINKS = "/click/";

    /** @throws IllegalArgumentException with a message for the user */
    static JudgeOptions parse(List<String> arguments) {
        Map<String, String> values = values(arguments);
        return new JudgeOptions(format(values), output(values));
    }

    private static Output output(Map<String, String> values) {
        if (values.containsKey(LABELLED)) {
            require(!values.containsKey(SUMMARY), "--summary and --labelled exclude each other.");
            return Output.ACCURACY;
        }
        return values.containsKey(SUMMARY) ? Output.SUMMARY : Output.EACH_VERDICT;
    }

    private static Map<String, String> values(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            String value = valueOf(option, rest);
            if (values.put(option, value) != null) {
                throw new IllegalArgumentException(option + " is repeated.");
            }
        }
        return values;
    }

    private static String valueOf(String option, Iterator<String> rest) {
        if (WITHOUT_VALUE.contains(option)) {
            return "";
        }
        if (!WITH_VALUE.contains(option)) {
            throw new IllegalArgumentException("judge has no option \"" + option + "\"; judge --help lists them.");
        }
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value.");
        }
        return rest.next();
    }

    private static RequestFormat format(Map<String, String> values) {
        String name = values.getOrDefault(FORMAT, "json");
        require(!values.containsKey(CAPTURES) || name.equals("haproxy"), "--captures is for --format haproxy.");
        require(!values.containsKey(KIND) || !name.equals("json"), "--kind is for logs; JSON lines name their kind.");
        require(
                !values.containsKey(LABELLED) || name.equals("json"),
                "--labelled is for JSON lines; logs have no labels.");
        return switch (name) {
            case "json" -> new JsonLines(values.containsKey(LABELLED));
            case "combined", "nginx", "apache" -> new CombinedLog(scopes(values));
            case "haproxy" -> new HaproxyLog(captures(values), scopes(values));
            default ->
                throw new IllegalArgumentException(
                        "--format must be json, combined (also nginx or apache) or haproxy, not \"" + name + "\".");
        };
    }

    private static Function<String, Scope> scopes(Map<String, String> values) {
        return switch (values.getOrDefault(KIND, "")) {
            case "open" -> target -> Scope.OPEN;
            case "click" -> target -> Scope.CLICK;
            case "" -> target -> target.contains(LINKS) ? Scope.CLICK : Scope.OPEN;
            default ->
                throw new IllegalArgumentException("--kind must be open or click, not \"" + values.get(KIND) + "\".");
        };
    }

    private static List<String> captures(Map<String, String> values) {
        String names = values.get(CAPTURES);
        if (names == null) {
            return List.of();
        }
        List<String> captures = Arrays.asList(names.split(",", -1));
        require(captures.stream().allMatch(JudgeOptions::isHeaderName), "--captures must be like user-agent,referer.");
        return captures;
    }

    private static boolean isHeaderName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
