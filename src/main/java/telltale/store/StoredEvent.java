package telltale.store;

import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.Event;

/**
 * An event of a delivery, with what identifies its mail.
 *
 * @param recipient the recipient of the delivery
 * @param campaign the campaign of the delivery, or null
 */
public record StoredEvent(
        Event event, EmailAddress recipient, @Nullable String campaign) {}
