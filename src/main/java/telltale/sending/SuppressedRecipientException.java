package telltale.sending;

import telltale.model.Delivery;

/** The recipient is suppressed, so the message was not sent and its delivery was stored as {@code suppressed}. */
public final class SuppressedRecipientException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Delivery delivery;

    public SuppressedRecipientException(Delivery delivery) {
        super(delivery.detail());
        this.delivery = delivery;
    }

    /** The delivery as it was stored; its detail gives the reason for the suppression. */
    public Delivery delivery() {
        return delivery;
    }
}
