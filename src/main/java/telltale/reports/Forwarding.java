package telltale.reports;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.store.NewForward;

/** Decides which replies are forwarded. */
@FunctionalInterface
public interface Forwarding {
    /** No reply is forwarded. */
    Forwarding OFF = (reply, delivery) -> null;

    /**
     * Decides about a mail that a person wrote in reply to a delivery.
     *
     * @return null if replies are not forwarded
     */
    @Nullable
    NewForward of(ReturnedMail reply, DeliveryId delivery);
}
