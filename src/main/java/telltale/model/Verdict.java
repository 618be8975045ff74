package telltale.model;

import java.util.List;

/**
 * What an event means, as far as anybody can tell from its facts.
 *
 * @param type who or what it was
 * @param reasons the rules that said so, by their ids: the one that looked at the request, then the one that looked around
 * @param ruleset the version of the rules
 */
public record Verdict(VerdictClass type, Confidence confidence, List<String> reasons, String ruleset) {
    public Verdict {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict has a reason");
        }
    }

    /** Whether it is sure enough to be counted as evidence of a person. */
    public boolean provesAPerson() {
        return type.isPerson() && confidence != Confidence.SUSPECTED;
    }
}
