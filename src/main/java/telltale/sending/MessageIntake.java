package telltale.sending;

import java.util.List;
import telltale.message.PreparedMessage;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.StoredMessage;

/** The entrance of the outbound queue. */
public interface MessageIntake {
    /**
     * Requires that a mail server sends the mails of a message.
     *
     * @throws telltale.model.InvalidInputException if there is none
     */
    void check(StoredMessage message);

    /**
     * Stores deliveries. They are durable when this returns, and are sent from then on; see {@link Outbox#enqueue}.
     *
     * @param prepared the content of the message
     * @param position the position of the first of them among the recipients of the message
     */
    List<EnqueueResult> add(
            StoredMessage message, PreparedMessage prepared, int position, List<NewDelivery> deliveries);
}
