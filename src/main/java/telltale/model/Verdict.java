package telltale.model;

import java.util.List;

/**
 * The classification of an event, derived from its facts.
 *
 * @param type who or what caused it
 * @param reasons the ids of the rules that applied: the one for the request alone, then the one for its context, if any
 * @param ruleset the version of the rules
 */
public record Verdict(VerdictClass type, Confidence confidence, List<String> reasons, String ruleset) {
    public Verdict {
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict needs a reason");
        }
    }

    /** Whether it is certain enough to count as evidence of a person. */
    public boolean provesPerson() {
        return type.counted(confidence).isPerson();
    }
}
