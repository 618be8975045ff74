package telltale.message;

import java.util.function.Function;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.model.DeliveryId;

/**
 * The addresses in the mails of a sender.
 *
 * @param tracking returns the tracking of a mail
 * @param recipientLinks returns the recipient's links of a delivery
 * @param returnPath names the identifiers by which what comes back is recognized
 * @param notice the address of the privacy notice
 */
public record SenderAddresses(
        Function<TrackedMail, Tracking> tracking,
        Function<DeliveryId, RecipientLinks> recipientLinks,
        ReturnPath returnPath,
        String notice) {}
