package telltale.judging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses a ruleset file, and rejects it as a whole if any line is invalid. */
final class RulesetReader {
    private static final String VERSION = "version: ";

    private final String file;
    private final Catalogue crawlers;
    private final ClauseMatcher.Builder search = new ClauseMatcher.Builder();
    private final Set<String> ids = new HashSet<>();

    RulesetReader(String file, Catalogue crawlers) {
        this.file = file;
        this.crawlers = crawlers;
    }

    Ruleset read(String text) {
        List<DataLine> lines = DataLine.of(file, text);
        if (lines.isEmpty() || !lines.get(0).text().startsWith(VERSION)) {
            throw new InvalidDataFileException(
                    file, lines.isEmpty() ? 1 : lines.get(0).number(), "the first line must be the version");
        }
        String version = lines.get(0).text().substring(VERSION.length());
        List<Rule> rules = rules(lines.subList(1, lines.size()));
        requireDefaultRules(rules, lines.get(lines.size() - 1));
        return new Ruleset(version + "+crawlers-" + crawlers.version(), rules, search.build());
    }

    private List<Rule> rules(List<DataLine> lines) {
        List<Rule> rules = new ArrayList<>();
        for (int start = 0; start < lines.size(); ) {
            int end = start + 1;
            while (end < lines.size() && !isHead(lines.get(end))) {
                end++;
            }
            rules.add(rule(lines.get(start), lines.subList(start + 1, end)));
            start = end;
        }
        return rules;
    }

    private Rule rule(DataLine head, List<DataLine> body) {
        if (!isHead(head)) {
            throw head.error("a rule must begin with its id in brackets");
        }
        String id = head.text().substring(1, head.text().length() - 1);
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw head.error("an id has 1 to 40 lower-case letters, digits and hyphens");
        }
        Rule rule = new RuleReader(head, id, search, crawlers, ids).read(body);
        if (!ids.add(id)) {
            throw head.error("there is another rule \"" + id + "\"");
        }
        return rule;
    }

    private static boolean isHead(DataLine line) {
        return line.text().startsWith("[") && line.text().endsWith("]");
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
