package telltale.judging;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** A version of the rules by which events are judged: data, read from a file and never changed. */
public final class Ruleset {
    private final String version;
    private final List<Rule> first;
    private final List<Rule> second;
    private final Search search;

    Ruleset(String version, List<Rule> rules, Search search) {
        this.version = version;
        this.first = rules.stream().filter(rule -> !rule.looksAround()).toList();
        this.second = rules.stream().filter(Rule::looksAround).toList();
        this.search = search;
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
     * @throws BadLine if one line is wrong; then nothing of the file holds
     */
    public static Ruleset parse(String name, String text, Catalogue crawlers) {
        return new RulesetReader(name, crawlers).read(text);
    }

    /** The version, which stands in every verdict. */
    public String version() {
        return version;
    }

    /** All rules in their order: first those that look at a request alone, then those that look around. */
    public List<Rule> rules() {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** The rules that look at a request alone; of them the first that holds counts, and one always does. */
    List<Rule> first() {
        return first;
    }

    /** The rules that look around; the first that holds corrects what was said. */
    List<Rule> second() {
        return second;
    }

    /** The clauses that an agent fulfils. */
    BitSet clausesOf(String agent) {
        return search.in(agent);
    }

    /** Read once, when somebody first asks for it. */
    private static final class BuiltIn {
        static final Ruleset RULESET = parse("ruleset.txt", Resource.read("ruleset.txt"), Catalogue.builtIn());
    }
}
