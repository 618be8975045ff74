package telltale.sending;

import telltale.model.Delivery;
import telltale.model.Outcome;

/**
 * What became of a mail.
 *
 * @param delivery as it stands now
 * @param outcome how the attempt ended
 * @param remembered whether the outcome is in the database; if not, its record says {@code sending} until the next
 *     start finds it in doubt
 */
public record Sent(Delivery delivery, Outcome outcome, boolean remembered) {}
