package telltale.stream;

import org.jspecify.annotations.Nullable;
import telltale.assessment.JudgedEvent;
import telltale.assessment.VerdictFilter;
import telltale.model.EventKind;

/**
 * The events that a listener gets.
 *
 * @param campaign null for all
 * @param kind null for opens and clicks
 */
public record StreamFilter(
        @Nullable String campaign, @Nullable EventKind kind, VerdictFilter verdicts) {
    boolean accepts(JudgedEvent judged) {
        return (campaign == null || campaign.equals(judged.stored().campaign()))
                && (kind == null || kind == judged.stored().event().kind())
                && verdicts.accepts(judged.verdict());
    }
}
