package telltale.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import telltale.model.Mailbox;

/**
 * A recipient of a message.
 *
 * @param data the values of the merge fields: strings, numbers, booleans, and lists and maps of them
 */
public record Recipient(Mailbox mailbox, Map<String, Object> data) {
    public Recipient {
        // In the order of the submission: a repeated submission is recognized by the stored bytes.
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
}
