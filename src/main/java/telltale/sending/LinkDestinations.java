package telltale.sending;

import java.util.Map;
import java.util.stream.Collectors;
import telltale.message.Personalizer;
import telltale.model.DeliveryId;
import telltale.model.Link;
import telltale.store.Messages;
import telltale.store.StoredCopy;

/**
 * Where the tracked links of a delivery lead. That is read from what its mail said, and so it is known exactly as long:
 * an address may name its recipient, and is forgotten with the rest.
 */
public final class LinkDestinations {
    /** The part of the heap that messages asked for last may take. */
    private static final int HEAP_PART = 64;

    private final Messages messages;
    private final Personalizer tailor;
    private final CopyRenderer copies;

    /**
     * @param tailor fits a mail to its recipient as it does when the mail leaves
     */
    public LinkDestinations(Messages messages, Personalizer tailor) {
        this.messages = messages;
        this.tailor = tailor;
        this.copies = new CopyRenderer(messages, tailor, Runtime.getRuntime().maxMemory() / HEAP_PART);
    }

    /** The destinations by the links' numbers; none when what the mail said is gone, or another mailer sent it. */
    public Map<Integer, String> of(DeliveryId delivery) {
        return messages.copy(delivery).map(kept -> links(delivery, kept)).orElse(Map.of());
    }

    private Map<Integer, String> links(DeliveryId delivery, StoredCopy kept) {
        return tailor.links(copies.written(delivery, kept).mail(), delivery).stream()
                .collect(Collectors.toMap(
                        Link::number, link -> link.destination().url()));
    }
}
