package telltale.sending;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;

/** Accepts one message, tracks it and sends it. */
@FunctionalInterface
public interface Tracker {
    /**
     * Stores one message and starts to send it.
     *
     * @param notifyAddress gets a notice when a person first opens the message; null for the address in the settings
     * @return the result: {@link SendResult.Pending} if sending takes longer than the timeout, too many callers wait
     *     already, or the node stops. It completes on a thread that must not be blocked
     * @throws SendingNotConfiguredException if a setting is missing; nothing was stored or sent
     * @throws SuppressedRecipientException if the recipient is suppressed; that was stored, and nothing was sent
     * @throws telltale.store.StoreUnavailableException if the delivery could not be stored; nothing was sent
     */
    CompletableFuture<SendResult> send(MailMessage mail, @Nullable EmailAddress notifyAddress)
            throws SendingNotConfiguredException, SuppressedRecipientException;
}
