package telltale.store;

import java.time.Instant;
import java.util.UUID;
import telltale.model.Address;
import telltale.model.DeliveryId;
import telltale.model.Octets;

/**
 * A mail that this node, and no other, is to send now.
 *
 * @param message which message's content it gets
 * @param data what belongs to this recipient alone
 * @param attempt 1 for the first; with the delivery it names this try
 * @param beganAt when it was tried first
 */
public record Claimed(
        DeliveryId id, Address to, String subject, UUID message, Octets data, int attempt, Instant beganAt) {}
