package telltale.judging;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import telltale.rules.ClauseMatcher;
import telltale.rules.DataLine;
import telltale.rules.RuleFile;

/** Parses a ruleset file, and rejects it as a whole if any line is invalid. */
final class RulesetReader {
    private final String file;
    private final Catalogue crawlers;
    private final ClauseMatcher.Builder search = new ClauseMatcher.Builder();
    private final Set<String> ids = new HashSet<>();

    RulesetReader(String file, Catalogue crawlers) {
        this.file = file;
        this.crawlers = crawlers;
    }

    Ruleset read(String text) {
        RuleFile parsed = RuleFile.parse(file, text);
        List<Rule> rules = parsed.rules().stream().map(this::rule).toList();
        requireDefaultRules(rules, parsed.last());
        return new Ruleset(parsed.version() + "+crawlers-" + crawlers.version(), rules, search.build());
    }

    private Rule rule(RuleFile.Block block) {
        Rule rule = new RuleReader(block, search, crawlers, ids).read();
        ids.add(block.id());
        return rule;
    }

    /** Requires a rule without conditions for each scope, so that one always holds. */
    private static void requireDefaultRules(List<Rule> rules, DataLine last) {
        for (Scope scope : Scope.values()) {
            if (rules.stream()
                    .noneMatch(rule ->
                            rule.scopes().contains(scope) && rule.conditions().isEmpty())) {
                throw last.error("a default rule without conditions is missing for " + scope.wireName());
            }
        }
    }
}
