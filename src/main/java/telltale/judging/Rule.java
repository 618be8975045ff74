package telltale.judging;

import java.util.List;
import java.util.Set;
import telltale.model.Confidence;
import telltale.model.VerdictClass;

/**
 * One rule of a ruleset.
 *
 * @param id its name, for ever: it stands in verdicts
 * @param matches what it asks for, in the file's words
 * @param conditions the same, to be computed with; all have to hold
 * @param reason a sentence for those who read verdicts
 * @param source where one can read about it
 */
public record Rule(
        String id,
        Set<Scope> scopes,
        List<String> matches,
        List<Condition> conditions,
        VerdictClass type,
        Confidence confidence,
        String reason,
        String source) {

    /** Whether it looks at what an earlier rule said, and around. Such rules come second. */
    public boolean looksAround() {
        return conditions.stream()
                .anyMatch(
                        condition -> condition instanceof Condition.Judged || condition instanceof Condition.JudgedBy);
    }

    /** Whether all that it asks for is so; its scope was looked at before. */
    boolean holds(RuleContext look) {
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(look)) {
                return false;
            }
        }
        return true;
    }
}
