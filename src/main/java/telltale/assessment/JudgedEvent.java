package telltale.assessment;

import org.jspecify.annotations.Nullable;
import telltale.model.Verdict;
import telltale.store.StoredEvent;

/**
 * A stored event with its verdict.
 *
 * @param verdict null if it is not among the newest events of its delivery, which alone are judged
 */
public record JudgedEvent(StoredEvent stored, @Nullable Verdict verdict) {}
