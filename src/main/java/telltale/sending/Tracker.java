package telltale.sending;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;

/** Takes one mail on, tracks it and sends it. */
@FunctionalInterface
public interface Tracker {
    /**
     * Keeps one mail and begins to send it.
     *
     * @return how it ended, or that the outbox holds it where that takes longer than a caller is kept waiting, too many
     *     callers wait already, or the node stops; it completes on a thread that must not be kept
     * @param notify who is told when a person first saw it; null for whom the settings name
     * @throws SendingNotConfiguredException if a setting is missing; nothing was kept or sent
     * @throws SuppressedRecipientException if the recipient does not want it; that was kept, and nothing was sent
     * @throws telltale.store.StoreUnavailableException if the delivery could not be stored; nothing was sent
     */
    CompletableFuture<SendResult> send(MailMessage mail, @Nullable EmailAddress notify)
            throws SendingNotConfiguredException, SuppressedRecipientException;
}
