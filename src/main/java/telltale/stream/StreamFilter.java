package telltale.stream;

import org.jspecify.annotations.Nullable;
import telltale.assessment.JudgedEvent;
import telltale.assessment.VerdictFilter;
import telltale.model.EventKind;
import telltale.store.StoredEvent;

/**
 * The events that a listener gets.
 *
 * @param campaign null for all
 * @param kind null for opens and clicks
 */
public record StreamFilter(
        @Nullable String campaign, @Nullable EventKind kind, VerdictFilter verdicts) {
    /** Whether an event may be accepted, by what is known before it is judged. */
    boolean concerns(StoredEvent stored) {
        return (campaign == null || campaign.equals(stored.campaign()))
                && (kind == null || kind == stored.event().kind());
    }

    boolean accepts(JudgedEvent judged) {
        return concerns(judged.stored()) && verdicts.accepts(judged.verdict());
    }
}
