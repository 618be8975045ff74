package telltale.sending;

import java.util.Optional;
import java.util.UUID;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.Personalizer;
import telltale.message.UnfilledMail;
import telltale.store.Messages;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** Renders the latest message of a campaign without the values of its recipients, as long as its content is kept. */
public final class CampaignMails {
    /** The fraction of the heap that large messages being rendered may occupy. */
    private static final int HEAP_FRACTION = 64;
    /** The memory for a byte of a stored message, which is compressed. */
    private static final int MEMORY_PER_BYTE = 16;

    private final Messages messages;
    private final Personalizer personalizer;
    private final MemoryGate memory;

    /**
     * @param personalizer configured as for sending
     */
    public CampaignMails(Messages messages, Personalizer personalizer) {
        this.messages = messages;
        this.personalizer = personalizer;
        this.memory = new MemoryGate(Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
    }

    /**
     * The latest mail of a campaign.
     *
     * @param message the message that it was sent with
     */
    public record CampaignMail(UUID message, UnfilledMail mail) {}

    /**
     * The latest mail of a campaign; empty if its content is deleted, or if it was written for one person.
     *
     * @throws StoreUnavailableException if the database is unavailable, or this process stops
     */
    public Optional<CampaignMail> latest(String campaign) {
        return messages.latest(campaign).flatMap(id -> render(id).map(mail -> new CampaignMail(id, mail)));
    }

    private Optional<UnfilledMail> render(UUID id) {
        try {
            return render(id, memory.reserve(MEMORY_PER_BYTE * messages.storedBytes(id)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("rendering a mail", stopped);
        }
    }

    private Optional<UnfilledMail> render(UUID id, MemoryGate.Reservation reserved) {
        try {
            return messages.message(id).flatMap(this::unfilled);
        } finally {
            reserved.close();
        }
    }

    private Optional<UnfilledMail> unfilled(StoredMessage stored) {
        MessageContent content = MessageContentFormat.readContent(stored.content(), stored.attachments());
        return UnfilledMail.of(content, personalizer.of(content.from()));
    }
}
