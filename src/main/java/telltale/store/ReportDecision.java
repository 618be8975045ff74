package telltale.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.ReportEffect;
import telltale.model.Suppression;

/**
 * What follows from a report.
 *
 * @param effects what it changes
 * @param suppression the entry of the suppression list; null unless the effects contain {@link ReportEffect#SUPPRESSED}
 * @param explanation the id of the rule that decided, such as {@code no-token}
 * @param isFinal whether it is decided; otherwise the delivery is still being sent, and it is decided again later
 */
public record ReportDecision(
        Set<ReportEffect> effects, @Nullable Suppression suppression, String explanation, boolean isFinal) {
    public ReportDecision {
        effects = Set.copyOf(effects);
        if (effects.contains(ReportEffect.SUPPRESSED) != (suppression != null)) {
            throw new IllegalArgumentException("a suppression is required with its effect, and with no other");
        }
    }

    /** A decision that nothing changes. */
    public static ReportDecision nothing(String explanation) {
        return new ReportDecision(Set.of(), null, explanation, true);
    }
}
