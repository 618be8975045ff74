package telltale.message;

import java.util.Map;
import telltale.model.Mailbox;

/**
 * Who gets a letter.
 *
 * @param data what the letter's template says to this one alone: texts, numbers, truth values, lists and maps of them
 */
public record Recipient(Mailbox mailbox, Map<String, Object> data) {
    public Recipient {
        data = Map.copyOf(data);
    }
}
