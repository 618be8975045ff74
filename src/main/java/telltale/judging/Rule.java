package telltale.judging;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Confidence;
import telltale.model.VerdictClass;

/**
 * One rule of a ruleset.
 *
 * @param id its name, which never changes because verdicts contain it
 * @param matches the conditions as written in the file
 * @param conditions the parsed conditions, which must all hold
 * @param topic what it is evidence about, or null if other evidence does not corroborate it
 * @param reason the explanation shown with a verdict
 * @param source a reference for the rule
 */
public record Rule(
        String id,
        Set<Scope> scopes,
        List<String> matches,
        List<Condition> conditions,
        VerdictClass type,
        Confidence confidence,
        @Nullable Topic topic,
        String reason,
        String source) {

    /** Whether it revises the verdict on the request alone by its context. Such rules are applied second. */
    public boolean isContextual() {
        return conditions.stream()
                .anyMatch(
                        condition -> condition instanceof Condition.Judged || condition instanceof Condition.JudgedBy);
    }

    /**
     * The subject of a piece of evidence. Two pieces with different subjects are independent and corroborate each other.
     *
     * @param decides whether the evidence alone decides a verdict, or only corroborates another
     */
    record Topic(String name, boolean decides) {}

    /** Whether it can revise a verdict alone. */
    boolean decides() {
        return topic == null || topic.decides;
    }

    /** Whether it and another rule are independent evidence of the same. */
    boolean isCorroboratedBy(Rule other) {
        return topic != null && other.topic != null && !topic.name.equals(other.topic.name) && type == other.type;
    }

    /** Whether all conditions hold. The scope is not checked. */
    boolean holds(RuleContext context) {
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(context)) {
                return false;
            }
        }
        return true;
    }
}
