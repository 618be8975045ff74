package telltale.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rules that are conditions on named texts and a result. The first rule whose conditions all hold applies.
 *
 * <p>A line {@code name: patterns} requires that one of the patterns, separated by |, matches the text of that name;
 * {@code no name: patterns} that none does. {@link Pattern} describes their syntax.
 *
 * @param <R> the results
 */
public final class TextRules<R> {
    private static final String NOT = "no ";
    private static final String SOURCE = "source";

    private final String version;
    private final List<Rule<R>> rules;
    private final ClauseMatcher search;

    private TextRules(String version, List<Rule<R>> rules, ClauseMatcher search) {
        this.version = version;
        this.rules = rules;
        this.search = search;
    }

    /**
     * One rule.
     *
     * @param id its name, which never changes because results are explained by it
     * @param source a reference for the rule
     */
    public record Rule<R>(String id, R result, String source, List<Condition> conditions) {
        private boolean holds(Facts facts) {
            for (int i = 0; i < conditions.size(); i++) {
                if (!conditions.get(i).holds(facts)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A clause about a text, which must be satisfied or must not. */
    public record Condition(String text, int clause, boolean wanted) {
        private boolean holds(Facts facts) {
            return facts.clausesOf(text).get(clause) == wanted;
        }
    }

    /**
     * Parses rules.
     *
     * @param file its name, for messages
     * @param texts the names of the texts
     * @param key the key of the line with the result
     * @param result reads that line
     * @throws InvalidDataFileException if any line is invalid
     */
    public static <R> TextRules<R> parse(
            String file, String content, Set<String> texts, String key, Function<DataLine, R> result) {
        RuleFile parsed = RuleFile.parse(file, content);
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        List<Rule<R>> rules = new ArrayList<>();
        for (RuleFile.Block block : parsed.rules()) {
            Map<String, DataLine> values = new HashMap<>();
            List<Condition> conditions = conditions(block, texts, Set.of(key, SOURCE), search, values);
            rules.add(new Rule<>(
                    block.id(),
                    result.apply(block.required(key, values)),
                    block.required(SOURCE, values).value(),
                    conditions));
        }
        return new TextRules<>(parsed.version(), List.copyOf(rules), search.build());
    }

    private static List<Condition> conditions(
            RuleFile.Block block,
            Set<String> texts,
            Set<String> keys,
            ClauseMatcher.Builder search,
            Map<String, DataLine> values) {
        List<Condition> conditions = new ArrayList<>();
        for (DataLine line : block.body()) {
            String key = line.key();
            boolean wanted = !key.startsWith(NOT);
            String text = wanted ? key : key.substring(NOT.length());
            if (texts.contains(text)) {
                List<Pattern> patterns =
                        line.values('|').stream().map(Pattern::parse).toList();
                conditions.add(new Condition(text, search.clause(patterns), wanted));
            } else if (!keys.contains(key)) {
                throw line.error("unknown key \"" + key + "\"");
            } else if (values.put(key, line) != null) {
                throw line.error("\"" + key + "\" is repeated");
            }
        }
        return List.copyOf(conditions);
    }

    /** The version of the file. */
    public String version() {
        return version;
    }

    /** All rules in order. */
    public List<Rule<R>> rules() {
        return rules;
    }

    /** The first rule that holds and whose result is permitted. */
    public Optional<Rule<R>> first(Facts facts, Predicate<R> permitted) {
        for (Rule<R> rule : rules) {
            if (permitted.test(rule.result) && rule.holds(facts)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** The texts of one case. */
    public Facts facts(Map<String, String> texts) {
        return new Facts(search, texts);
    }

    /** Named texts, and the clauses that each satisfies, determined once. A text that is not given is empty. */
    public static final class Facts {
        private final ClauseMatcher search;
        private final Map<String, String> texts;
        private final Map<String, BitSet> clauses = new HashMap<>();

        private Facts(ClauseMatcher search, Map<String, String> texts) {
            this.search = search;
            this.texts = texts;
        }

        private BitSet clausesOf(String name) {
            @Nullable BitSet known = clauses.get(name);
            if (known == null) {
                known = search.matches(texts.getOrDefault(name, ""));
                clauses.put(name, known);
            }
            return known;
        }
    }
}
