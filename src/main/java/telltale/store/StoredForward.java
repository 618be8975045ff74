package telltale.store;

import java.time.Instant;
import telltale.model.ForwardState;

/**
 * The state of the forwarding of a reply.
 *
 * @param at since when, or when it was last attempted
 * @param detail the mail server's last words, or why it is not forwarded; empty before the first attempt
 */
public record StoredForward(ForwardState state, Instant at, String detail) {}
