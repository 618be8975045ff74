package telltale.sending;

import telltale.model.Delivery;

/** The recipient does not want this mail, so it was kept as {@code suppressed} and not sent. */
public final class SuppressedRecipientException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Delivery delivery;

    public SuppressedRecipientException(Delivery delivery) {
        super(delivery.detail());
        this.delivery = delivery;
    }

    /** As it was kept; its detail says which wish of the recipient it was. */
    public Delivery delivery() {
        return delivery;
    }
}
