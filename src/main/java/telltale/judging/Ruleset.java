package telltale.judging;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A version of the rules by which events are judged: data, read from a file and never changed. */
public final class Ruleset {
    private final String version;
    private final List<Rule> rules;
    private final Map<Scope, List<Rule>> first = new EnumMap<>(Scope.class);
    private final Map<Scope, List<Rule>> second = new EnumMap<>(Scope.class);
    private final ClauseMatcher search;

    Ruleset(String version, List<Rule> rules, ClauseMatcher search) {
        this.version = version;
        this.rules = List.copyOf(rules);
        this.search = search;
        for (Scope scope : Scope.values()) {
            Map<Boolean, List<Rule>> bySight = rules.stream()
                    .filter(rule -> rule.scopes().contains(scope))
                    .collect(Collectors.partitioningBy(Rule::looksAround));
            first.put(scope, List.copyOf(bySight.getOrDefault(false, List.of())));
            second.put(scope, List.copyOf(bySight.getOrDefault(true, List.of())));
        }
    }

    /** The ruleset that this Telltale brings with it. */
    public static Ruleset builtIn() {
        return BuiltIn.RULESET;
    }

    /**
     * Reads a ruleset.
     *
     * @param name of the file, for messages
     * @param crawlers what a rule means by {@code agent: crawlers}
     * @throws InvalidDataFileException if one line is wrong; then nothing of the file holds
     */
    public static Ruleset parse(String name, String text, Catalogue crawlers) {
        return new RulesetReader(name, crawlers).read(text);
    }

    /** The version, which stands in every verdict. */
    public String version() {
        return version;
    }

    /** All rules in their order. */
    public List<Rule> rules() {
        return rules;
    }

    /** The rules that look at a request alone; of them the first that holds counts, and one always does. */
    List<Rule> first(Scope scope) {
        return first.getOrDefault(scope, List.of());
    }

    /** The rules that look around; the first that holds corrects what was said. */
    List<Rule> second(Scope scope) {
        return second.getOrDefault(scope, List.of());
    }

    /** The clauses that an agent fulfils. */
    BitSet clausesOf(String agent) {
        return search.in(agent);
    }

    /** Read once, when somebody first asks for it. */
    private static final class BuiltIn {
        static final Ruleset RULESET = parse("ruleset.txt", DataFile.read("ruleset.txt"), Catalogue.builtIn());
    }
}
