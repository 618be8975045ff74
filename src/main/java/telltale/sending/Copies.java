package telltale.sending;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.mail.Blanks;
import telltale.mail.ChoiceLinks;
import telltale.mail.ComposedMail;
import telltale.mail.Composer;
import telltale.mail.Copy;
import telltale.mail.Enclosures;
import telltale.mail.FormLetter;
import telltale.mail.Letterhead;
import telltale.model.DeliveryId;
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
    /** Forms that are ready: a template may say one thing to some and another to others. */
    private static final int FORMS = 64;
    /** How much memory a byte of a message that is not in memory takes until it is sent: unpacked, encoded, composed. */
    private static final int UNREAD = 8;
    /** The same of one that is prepared, for one recipient more. */
    private static final int PREPARED = 2;

    private static final int CHARACTER = 4;

    private final Outbox outbox;
    private final Tailor tailor;
    private final LruCache<UUID, Ready> ready;
    private final LruCache<Form, Optional<FormLetter>> forms;

    /**
     * @param tailor fits a mail to its recipient
     * @param maxBytes how much memory what is kept for further recipients may take
     */
    Copies(Outbox outbox, Tailor tailor, long maxBytes) {
        this.outbox = outbox;
        this.tailor = tailor;
        this.ready = new LruCache<>(READY, maxBytes / 2, Ready::weight);
        this.forms = new LruCache<>(FORMS, maxBytes / 2, Copies::weight);
    }

    private record Form(UUID message, List<String> pieces) {}

    private static long weight(Optional<FormLetter> form) {
        return form.map(FormLetter::weight).orElse(0L);
    }

    /** What is the same for all recipients of a message. */
    private record Ready(Letter letter, Script script, Letterhead letterhead, Enclosures enclosures) {
        static Ready of(KeptMessage message) {
            Letter letter = LetterFormat.letter(message.content(), message.attachments());
            return new Ready(
                    letter, new Script(letter), Copies.letterhead(letter), Enclosures.of(letter.attachments()));
        }

        /** Attachments are there as they came and encoded, texts also as templates. */
        long weight() {
            long files = letter.attachments().stream()
                    .mapToLong(file -> file.content().size())
                    .sum();
            return CHARACTER * 2L * (length(letter.html()) + length(letter.text())) + 5 * files / 2;
        }

        private static long length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    /**
     * What one recipient is to read, before it is fitted to that person.
     *
     * @param blanks of its HTML
     * @param form in which those blanks are; nothing if this mail has to be read for itself
     */
    record Written(
            Letter letter,
            Letterhead letterhead,
            Enclosures enclosures,
            Mailbox recipient,
            Script.Told told,
            Blanks blanks,
            Optional<FormLetter> form) {
        Mail mail() {
            Script.Words words = told.words();
            return new Mail(
                    recipient.address(), words.subject(), words.html(), words.text(), letter.campaign(), letter.bulk());
        }
    }

    /** About how many bytes of memory a mail takes until it is sent. */
    long memory(Claimed mail) {
        Ready message = ready.find(mail.message());
        return message != null ? PREPARED * message.weight() : UNREAD * outbox.storedBytes(mail.message());
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(Claimed mail) {
        return written(mail.id(), new KeptCopy(mail.message(), mail.data()));
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(DeliveryId id, KeptCopy kept) {
        Ready message = ready.get(kept.message(), this::read);
        Letter letter = message.letter;
        Recipient recipient = LetterFormat.recipient(kept.data());
        Script.Told told = message.script.told(recipient.data());
        Blanks blanks = told.blanks() == null ? Blanks.none(Composer.html(told.html(), told.text())) : told.blanks();
        // A text that becomes HTML is no form if it names addresses, for they are escaped on the way.
        boolean isRead = letter.html() != null || !ChoiceLinks.areIn(String.valueOf(told.text()));
        Optional<FormLetter> form = isRead
                ? forms.get(new Form(kept.message(), blanks.pieces()), any -> tailor.form(blanks, letter.bulk(), id))
                : Optional.empty();
        return new Written(letter, message.letterhead, message.enclosures, recipient.mailbox(), told, blanks, form);
    }

    /**
     * A mail as it goes out.
     *
     * @param pixel whether a pixel is in it
     */
    record Finished(ComposedMail mail, boolean pixel) {}

    /** The mail of one delivery, the same bytes each time as long as the person chooses the same. */
    Finished of(Claimed claimed, Written written, Person person) {
        Letter letter = written.letter;
        DeliveryId id = claimed.id();
        Tailor.Fitted fitted = written.form
                .map(form -> tailor.fit(form, written.blanks, written.told.text(), letter, person, id))
                .orElseGet(() -> tailor.fit(written.mail(), person, id, letter.opens(), letter.clicks()));
        Copy copy =
                copy(letter, written.letterhead, written.recipient, written.told.subject(), fitted, written.enclosures);
        return new Finished(
                Composer.compose(copy, id, id.createdAt(), fitted.html()),
                fitted.html().pixel());
    }

    static Copy copy(
            Letter letter,
            Letterhead letterhead,
            Mailbox recipient,
            String subject,
            Tailor.Fitted fitted,
            Enclosures enclosures) {
        return new Copy(
                letterhead,
                recipient.address(),
                letter.shownTo() == null ? recipient : letter.shownTo(),
                subject,
                fitted.untracked(),
                fitted.text(),
                fitted.oneClick(),
                enclosures);
    }

    static Letterhead letterhead(Letter letter) {
        return new Letterhead(letter.from(), letter.cc(), letter.replyTo(), headers(letter));
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

    private Ready read(UUID id) {
        return Ready.of(outbox.message(id)
                .orElseThrow(
                        () -> new IllegalStateException("the content of message " + id + " is not kept any more")));
    }

    /** What tells octets from any other: the first 64 bits of their SHA-256. */
    static long digest(Octets octets) {
        return ByteBuffer.wrap(Sha256.of(octets).toBytes()).getLong();
    }
}
