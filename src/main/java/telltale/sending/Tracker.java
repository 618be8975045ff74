package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.Mail;

/** Takes one mail on, tracks it and sends it. */
@FunctionalInterface
public interface Tracker {
    /**
     * Sends one mail and waits for how it ended.
     *
     * @param notify who is told when a person first saw it; null for whom the settings name
     * @throws NotConfigured if a setting is missing; nothing was kept or sent
     * @throws SuppressedRecipient if the recipient does not want it; that was kept, and nothing was sent
     * @throws telltale.store.StoreUnavailable if the delivery could not be stored; nothing was sent
     */
    Sent send(Mail mail, @Nullable Address notify) throws NotConfigured, SuppressedRecipient;
}
