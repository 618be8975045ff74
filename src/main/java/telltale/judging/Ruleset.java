package telltale.judging;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import telltale.rules.ClauseMatcher;
import telltale.rules.DataFile;
import telltale.rules.InvalidDataFileException;

/** An immutable set of rules for judging events, read from a data file. */
public final class Ruleset {
    private final String version;
    private final List<Rule> rules;
    private final Map<Scope, List<Rule>> requestRules = new EnumMap<>(Scope.class);
    private final Map<Scope, List<Rule>> contextRules = new EnumMap<>(Scope.class);
    private final ClauseMatcher search;

    Ruleset(String version, List<Rule> rules, ClauseMatcher search) {
        this.version = version;
        this.rules = List.copyOf(rules);
        this.search = search;
        for (Scope scope : Scope.values()) {
            Map<Boolean, List<Rule>> contextual = rules.stream()
                    .filter(rule -> rule.scopes().contains(scope))
                    .collect(Collectors.partitioningBy(Rule::isContextual));
            requestRules.put(scope, List.copyOf(contextual.getOrDefault(false, List.of())));
            contextRules.put(scope, List.copyOf(contextual.getOrDefault(true, List.of())));
        }
    }

    /** The built-in ruleset. */
    public static Ruleset builtIn() {
        return BuiltIn.RULESET;
    }

    /**
     * Parses a ruleset.
     *
     * @param name the name of the file, for messages
     * @param crawlers the patterns that {@code agent: crawlers} stands for
     * @throws InvalidDataFileException if any line is invalid; the file is then rejected as a whole
     */
    public static Ruleset parse(String name, String text, Catalogue crawlers) {
        return new RulesetReader(name, crawlers).read(text);
    }

    /**
     * These rules for requests with only some known headers: none takes an unknown header for an absent one. If only an
     * unknown header decides whether a rule applies, the verdict is that of the default rule.
     */
    public Ruleset knowing(KnownHeaders known) {
        return new Ruleset(version, new PartialRules(rules, known).list(), search);
    }

    /** The version, which every verdict contains. */
    public String version() {
        return version;
    }

    /** All rules in order. */
    public List<Rule> rules() {
        return rules;
    }

    /** The rules for a request alone. The first matching rule applies; one always matches. */
    List<Rule> requestRules(Scope scope) {
        return requestRules.getOrDefault(scope, List.of());
    }

    /** The rules for a request in its context. The first matching rule, if any, replaces the verdict. */
    List<Rule> contextRules(Scope scope) {
        return contextRules.getOrDefault(scope, List.of());
    }

    /** The clauses that a user agent satisfies. */
    BitSet clausesOf(String agent) {
        return search.matches(agent);
    }

    /** Loads the built-in ruleset on first use. */
    private static final class BuiltIn {
        static final Ruleset RULESET =
                parse("ruleset.txt", DataFile.read(Ruleset.class, "ruleset.txt"), Catalogue.builtIn());
    }
}
