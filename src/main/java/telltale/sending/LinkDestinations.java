package telltale.sending;

import java.util.Map;
import java.util.stream.Collectors;
import telltale.message.MergedMessage;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.model.DeliveryId;
import telltale.model.Link;
import telltale.store.Messages;
import telltale.store.StoredCopy;

/**
 * Finds the destinations of a delivery's tracked links. They are read from the content of its message and are available
 * exactly as long: a destination may identify the recipient, and is deleted with the content.
 */
public final class LinkDestinations {
    /** The fraction of the heap that recently used messages may occupy. */
    private static final int HEAP_FRACTION = 64;

    private final Messages messages;
    private final Personalizer personalizer;
    private final CopyRenderer copies;

    /**
     * @param personalizer configured as for sending
     */
    public LinkDestinations(Messages messages, Personalizer personalizer) {
        this.messages = messages;
        this.personalizer = personalizer;
        this.copies =
                new CopyRenderer(messages, personalizer, Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
    }

    /** The destinations by link number; empty if the content was deleted, or if another mailer sent the message. */
    public Map<Integer, String> destinations(DeliveryId delivery) {
        return messages.copy(delivery).map(copy -> links(delivery, copy)).orElse(Map.of());
    }

    private Map<Integer, String> links(DeliveryId delivery, StoredCopy copy) {
        MergedMessage merged = copies.merge(copy);
        MessageContent content = merged.message().content();
        return personalizer.of(content.from()).links(merged.toMail(), delivery, content.linkParameters()).stream()
                .collect(Collectors.toMap(
                        Link::number, link -> link.destination().url()));
    }
}
