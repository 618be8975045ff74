package telltale.sending;

import java.util.List;
import telltale.model.Delivery;
import telltale.model.Outcome;

/**
 * What became of a mail.
 *
 * @param delivery as it stands now
 * @param outcome how the attempt ended
 * @param remembered whether the outcome is in the database; if not, its record says {@code sending} until the next
 *     start finds it in doubt
 * @param warnings sentences for the sender about what could not be tracked
 */
public record Sent(Delivery delivery, Outcome outcome, boolean remembered, List<String> warnings) {
    public Sent {
        warnings = List.copyOf(warnings);
    }
}
