package telltale.sending;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.MessageTemplate;
import telltale.message.Personalizer;
import telltale.message.Recipient;
import telltale.message.RecipientCopy;
import telltale.message.html.Placeholders;
import telltale.message.html.PreferenceLinks;
import telltale.message.html.PreparedTemplate;
import telltale.message.mime.Attachments;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.SharedHeaders;
import telltale.model.DeliveryId;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.store.ClaimedDelivery;
import telltale.store.Messages;
import telltale.store.Sha256;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** Makes the copies of letters: what is the same for all recipients of one is read and prepared once. */
public final class CopyRenderer {
    /** Messages that are ready at the same time; one may hold as much as a message may be large. */
    private static final int READY = 16;
    /** Forms that are ready: a template may say one thing to some and another to others. */
    private static final int FORMS = 64;
    /** How much memory a byte of a message that is not in memory takes until it is sent: unpacked, encoded, composed. */
    private static final int UNREAD = 8;
    /** The same of one that is prepared, for one recipient more. */
    private static final int PREPARED = 2;

    private static final int CHARACTER = 4;

    private final Messages messages;
    private final Personalizer tailor;
    private final LruCache<UUID, Ready> ready;
    private final LruCache<Form, Optional<PreparedTemplate>> forms;

    /**
     * @param tailor fits a mail to its recipient
     * @param maxBytes how much memory what is kept for further recipients may take
     */
    CopyRenderer(Messages messages, Personalizer tailor, long maxBytes) {
        this.messages = messages;
        this.tailor = tailor;
        this.ready = new LruCache<>(READY, maxBytes / 2, Ready::weight);
        this.forms = new LruCache<>(FORMS, maxBytes / 2, CopyRenderer::weight);
    }

    private record Form(UUID message, List<String> pieces) {}

    private static long weight(Optional<PreparedTemplate> form) {
        return form.map(PreparedTemplate::weight).orElse(0L);
    }

    /** What is the same for all recipients of a message. */
    private record Ready(
            MessageContent letter, MessageTemplate script, SharedHeaders letterhead, Attachments enclosures) {
        static Ready of(StoredMessage message) {
            MessageContent letter = MessageContentFormat.letter(message.content(), message.attachments());
            return new Ready(
                    letter,
                    new MessageTemplate(letter),
                    CopyRenderer.letterhead(letter),
                    Attachments.of(letter.attachments()));
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
            MessageContent letter,
            SharedHeaders letterhead,
            Attachments enclosures,
            Mailbox recipient,
            MessageTemplate.Told told,
            Placeholders blanks,
            Optional<PreparedTemplate> form) {
        MailMessage mail() {
            MessageTemplate.Words words = told.words();
            return new MailMessage(
                    recipient.address(), words.subject(), words.html(), words.text(), letter.campaign(), letter.bulk());
        }
    }

    /** About how many bytes of memory a mail takes until it is sent. */
    long memory(ClaimedDelivery mail) {
        Ready message = ready.find(mail.message());
        return message != null ? PREPARED * message.weight() : UNREAD * messages.storedBytes(mail.message());
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(ClaimedDelivery mail) {
        return written(mail.id(), new StoredCopy(mail.message(), mail.data()));
    }

    /** @throws IllegalStateException if its content is gone */
    Written written(DeliveryId id, StoredCopy kept) {
        Ready message = ready.get(kept.message(), this::read);
        MessageContent letter = message.letter;
        Recipient recipient = MessageContentFormat.recipient(kept.data());
        MessageTemplate.Told told = message.script.told(recipient.data());
        Placeholders blanks = told.blanks() == null
                ? Placeholders.none(MessageComposer.html(told.html(), told.text()))
                : told.blanks();
        // A text that becomes HTML is no form if it names addresses, for they are escaped on the way.
        boolean isRead = letter.html() != null || !PreferenceLinks.areIn(String.valueOf(told.text()));
        Optional<PreparedTemplate> form = isRead
                ? forms.get(new Form(kept.message(), blanks.pieces()), any -> tailor.form(blanks, letter.bulk(), id))
                : Optional.empty();
        return new Written(letter, message.letterhead, message.enclosures, recipient.mailbox(), told, blanks, form);
    }

    /**
     * A mail as it goes out.
     *
     * @param pixel whether a pixel is in it
     */
    record Finished(ComposedMessage mail, boolean pixel) {}

    /** The mail of one delivery, the same bytes each time as long as the person chooses the same. */
    Finished of(ClaimedDelivery claimed, Written written, Person person) {
        MessageContent letter = written.letter;
        DeliveryId id = claimed.id();
        Personalizer.Fitted fitted = written.form
                .map(form -> tailor.fit(form, written.blanks, written.told.text(), letter, person, id))
                .orElseGet(() -> tailor.fit(written.mail(), person, id, letter.opens(), letter.clicks()));
        RecipientCopy copy =
                copy(letter, written.letterhead, written.recipient, written.told.subject(), fitted, written.enclosures);
        return new Finished(
                MessageComposer.compose(copy, id, id.createdAt(), fitted.html()),
                fitted.html().pixel());
    }

    public static RecipientCopy copy(
            MessageContent letter,
            SharedHeaders letterhead,
            Mailbox recipient,
            String subject,
            Personalizer.Fitted fitted,
            Attachments enclosures) {
        return new RecipientCopy(
                letterhead,
                recipient.address(),
                letter.shownTo() == null ? recipient : letter.shownTo(),
                subject,
                fitted.untracked(),
                fitted.text(),
                fitted.oneClick(),
                enclosures);
    }

    public static SharedHeaders letterhead(MessageContent letter) {
        return new SharedHeaders(letter.from(), letter.cc(), letter.replyTo(), headers(letter));
    }

    /** A mail that no human wrote to this recipient says so, that no machine answers it (RFC 3834 section 5). */
    private static List<HeaderField> headers(MessageContent letter) {
        boolean said = letter.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase("Auto-Submitted"));
        if (!letter.bulk() || said) {
            return letter.headers();
        }
        return Stream.concat(letter.headers().stream(), Stream.of(new HeaderField("Auto-Submitted", "auto-generated")))
                .toList();
    }

    private Ready read(UUID id) {
        return Ready.of(messages.message(id)
                .orElseThrow(
                        () -> new IllegalStateException("the content of message " + id + " is not kept any more")));
    }

    /** What tells octets from any other: the first 64 bits of their SHA-256. */
    static long digest(ImmutableBytes octets) {
        return ByteBuffer.wrap(Sha256.of(octets).toBytes()).getLong();
    }
}
