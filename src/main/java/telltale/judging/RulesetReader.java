package telltale.judging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a ruleset's file, and refuses all of it for one bad line. */
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
                    file, lines.isEmpty() ? 1 : lines.get(0).number(), "the first line is the version");
        }
        String version = lines.get(0).text().substring(VERSION.length());
        List<Rule> rules = rules(lines.subList(1, lines.size()));
        refuseGaps(rules, lines.get(lines.size() - 1));
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
            throw head.bad("a rule begins with its id in brackets");
        }
        String id = head.text().substring(1, head.text().length() - 1);
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw head.bad("an id is made of at most 40 small letters, digits and hyphens");
        }
        Rule rule = new RuleReader(head, id, search, crawlers, ids).read(body);
        if (!ids.add(id)) {
            throw head.bad("there is another rule \"" + id + "\"");
        }
        return rule;
    }

    private static boolean isHead(DataLine line) {
        return line.text().startsWith("[") && line.text().endsWith("]");
    }

    /** Whatever comes, some rule has to hold. */
    private static void refuseGaps(List<Rule> rules, DataLine last) {
        for (Scope scope : Scope.values()) {
            if (rules.stream()
                    .noneMatch(rule ->
                            rule.scopes().contains(scope) && rule.conditions().isEmpty())) {
                throw last.bad("no rule without a condition takes what every other one left, for " + scope.word());
            }
        }
    }
}
