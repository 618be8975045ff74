package telltale.judging;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import telltale.judging.Condition.Decision;

/**
 * The rules for requests with only some known headers. If an unknown header decides whether a rule applies, the rule is
 * replaced by the default rule: neither it nor one below it may apply.
 */
final class PartialRules {
    private final List<Rule> rules;
    private final KnownHeaders known;

    PartialRules(List<Rule> rules, KnownHeaders known) {
        this.rules = rules;
        this.known = known;
    }

    List<Rule> list() {
        return rules.stream().flatMap(this::adapted).toList();
    }

    private Stream<Rule> adapted(Rule rule) {
        if (has(rule, Decision.NEVER)) {
            return Stream.empty();
        }
        if (!has(rule, Decision.UNKNOWN)) {
            return Stream.of(rule);
        }
        // A contextual rule revises a verdict, and without it the verdict stands.
        return rule.isContextual() ? Stream.empty() : rule.scopes().stream().map(scope -> undecided(rule, scope));
    }

    private boolean has(Rule rule, Decision decision) {
        return rule.conditions().stream().anyMatch(condition -> condition.decision(known) == decision);
    }

    private Rule undecided(Rule rule, Scope scope) {
        Rule fallback = fallback(scope);
        List<Condition> decided = rule.conditions().stream()
                .filter(condition -> condition.decision(known) == Decision.POSSIBLE)
                .toList();
        return new Rule(
                fallback.id(),
                EnumSet.of(scope),
                rule.matches(),
                decided,
                fallback.type(),
                fallback.confidence(),
                null,
                fallback.reason(),
                fallback.source());
    }

    private Rule fallback(Scope scope) {
        return rules.stream()
                .filter(rule ->
                        rule.scopes().contains(scope) && rule.conditions().isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
