package telltale.sending;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import telltale.mail.ComposedMail;
import telltale.mail.Composer;
import telltale.mail.Copy;
import telltale.mail.TrackedHtml;
import telltale.mail.Tracking;
import telltale.model.DeliveryId;
import telltale.model.HeaderField;
import telltale.model.Mailbox;
import telltale.model.Octets;
import telltale.store.Claimed;
import telltale.store.KeptMessage;
import telltale.store.Outbox;
import telltale.store.Sha256;

/** Makes the copies of letters: what is the same for all recipients of one is read and prepared once. */
final class Copies {
    /** Messages that are ready at the same time; one may hold as much as a message may be large. */
    private static final int READY = 16;

    private final Outbox outbox;
    private final Function<DeliveryId, Tracking> tracking;
    private final Map<UUID, Ready> ready = new LinkedHashMap<>(READY, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Ready> eldest) {
            return size() > READY;
        }
    };

    /**
     * @param tracking what goes into the mail of a delivery
     */
    Copies(Outbox outbox, Function<DeliveryId, Tracking> tracking) {
        this.outbox = outbox;
        this.tracking = tracking;
    }

    private record Ready(Letter letter, Script script) {
        static Ready of(KeptMessage message) {
            Letter letter = LetterFormat.letter(message.content(), message.attachments());
            return new Ready(letter, new Script(letter));
        }
    }

    /**
     * The mail of one delivery, the same bytes each time.
     *
     * @throws IllegalStateException if its content is gone
     */
    ComposedMail of(Claimed mail) {
        Ready message = ready(mail.message());
        Recipient recipient = LetterFormat.recipient(mail.data());
        Copy copy = copy(message.letter, message.script.of(recipient.data()), recipient.mailbox());
        Tracking wanted = tracking.apply(mail.id()).only(message.letter.opens(), message.letter.clicks());
        return Composer.compose(copy, mail.id(), mail.id().createdAt(), TrackedHtml.of(copy.shownHtml(), wanted));
    }

    static Copy copy(Letter letter, Script.Words words, Mailbox recipient) {
        return new Copy(
                letter.from(),
                recipient.address(),
                letter.shownTo() == null ? recipient : letter.shownTo(),
                letter.cc(),
                letter.replyTo(),
                words.subject(),
                words.html(),
                words.text(),
                headers(letter),
                letter.attachments());
    }

    /** A mail that no human wrote to this recipient says so, that no machine answers it (RFC 3834 section 5). */
    private static List<HeaderField> headers(Letter letter) {
        boolean said = letter.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase("Auto-Submitted"));
        if (!letter.bulk() || said) {
            return letter.headers();
        }
        return Stream.concat(letter.headers().stream(), Stream.of(new HeaderField("Auto-Submitted", "auto-generated")))
                .toList();
    }

    private Ready ready(UUID id) {
        synchronized (ready) {
            Ready known = ready.get(id);
            if (known != null) {
                return known;
            }
        }
        KeptMessage message = outbox.message(id)
                .orElseThrow(() -> new IllegalStateException("the content of message " + id + " is not kept any more"));
        Ready made = Ready.of(message);
        synchronized (ready) {
            ready.put(id, made);
        }
        return made;
    }

    /** What tells octets from any other: the first 64 bits of their SHA-256. */
    static long digest(Octets octets) {
        return ByteBuffer.wrap(Sha256.of(octets).toBytes()).getLong();
    }
}
