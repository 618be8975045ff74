package telltale.sending;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import telltale.mail.ComposedMail;
import telltale.mail.Composer;
import telltale.mail.Copy;
import telltale.model.HeaderField;
import telltale.model.Mail;
import telltale.model.Mailbox;
import telltale.model.Octets;
import telltale.model.Person;
import telltale.store.Claimed;
import telltale.store.KeptCopy;
import telltale.store.KeptMessage;
import telltale.store.Outbox;
import telltale.store.Sha256;

/** Makes the copies of letters: what is the same for all recipients of one is read and prepared once. */
final class Copies {
    /** Messages that are ready at the same time; one may hold as much as a message may be large. */
    private static final int READY = 16;

    private final Outbox outbox;
    private final Tailor tailor;
    private final Map<UUID, Ready> ready = new LinkedHashMap<>(READY, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Ready> eldest) {
            return size() > READY;
        }
    };

    /**
     * @param tailor fits a mail to its recipient
     */
    Copies(Outbox outbox, Tailor tailor) {
        this.outbox = outbox;
        this.tailor = tailor;
    }

    private record Ready(Letter letter, Script script) {
        static Ready of(KeptMessage message) {
            Letter letter = LetterFormat.letter(message.content(), message.attachments());
            return new Ready(letter, new Script(letter));
        }
    }

    /** What one recipient is to read, before it is fitted to that person. */
    record Written(Letter letter, Copy copy) {
        Mail mail() {
            return new Mail(
                    copy.recipient(), copy.subject(), copy.html(), copy.text(), letter.campaign(), letter.bulk());
        }
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(Claimed mail) {
        return written(new KeptCopy(mail.message(), mail.data()));
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(KeptCopy kept) {
        Ready message = ready(kept.message());
        Recipient recipient = LetterFormat.recipient(kept.data());
        return new Written(
                message.letter, copy(message.letter, message.script.of(recipient.data()), recipient.mailbox()));
    }

    /** The mail of one delivery, the same bytes each time as long as the person chooses the same. */
    ComposedMail of(Claimed claimed, Written written, Person person) {
        Letter letter = written.letter;
        Tailor.Fitted fitted = tailor.fit(written.mail(), person, claimed.id(), letter.opens(), letter.clicks());
        Copy copy = written.copy.with(fitted.mail(), Composer.oneClick(fitted.oneClick()));
        return Composer.compose(copy, claimed.id(), claimed.id().createdAt(), fitted.html());
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
