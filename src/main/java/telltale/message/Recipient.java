package telltale.message;

import java.util.Map;
import telltale.model.Mailbox;

/**
 * A recipient of a message.
 *
 * @param data the values of the merge fields: strings, numbers, booleans, and lists and maps of them
 */
public record Recipient(Mailbox mailbox, Map<String, Object> data) {
    public Recipient {
        data = Map.copyOf(data);
    }
}
