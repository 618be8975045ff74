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
import telltale.model.Sha256;
import telltale.store.ClaimedDelivery;
import telltale.store.Messages;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** Renders the copies of messages. What all recipients of a message share is read and prepared once, and cached. */
public final class CopyRenderer {
    /** The maximum number of cached messages; each may be as large as the message size limit. */
    private static final int MAX_MESSAGES = 16;
    /** The maximum number of cached HTML variants: a template may render different parts for different recipients. */
    private static final int MAX_VARIANTS = 64;
    /** The bytes of memory for each stored byte of a message that is not cached: unpacked, encoded and composed. */
    private static final int MEMORY_PER_STORED_BYTE = 8;
    /** The bytes of memory that one more copy of a cached message takes, for each of its bytes. */
    private static final int MEMORY_PER_CACHED_BYTE = 2;

    private static final int BYTES_PER_CHARACTER = 4;

    private final Messages stored;
    private final Personalizer personalizer;
    private final LoadingCache<UUID, PreparedMessage> messages;
    private final LoadingCache<Variant, Optional<PreparedTemplate>> variants;

    /**
     * @param personalizer turns a rendered message into the copy for one recipient
     * @param maxBytes the memory that the caches may occupy
     */
    CopyRenderer(Messages stored, Personalizer personalizer, long maxBytes) {
        this.stored = stored;
        this.personalizer = personalizer;
        this.messages = new LoadingCache<>(MAX_MESSAGES, maxBytes / 2, PreparedMessage::weight);
        this.variants = new LoadingCache<>(MAX_VARIANTS, maxBytes / 2, CopyRenderer::weight);
    }

    /** The HTML of a message between its placeholders. */
    private record Variant(UUID message, List<String> pieces) {}

    private static long weight(Optional<PreparedTemplate> variant) {
        return variant.map(PreparedTemplate::weight).orElse(0L);
    }

    /** The parts of a message that all its recipients share. */
    private record PreparedMessage(
            MessageContent content, MessageTemplate template, SharedHeaders headers, Attachments attachments) {
        static PreparedMessage of(StoredMessage message) {
            MessageContent content = MessageContentFormat.readContent(message.content(), message.attachments());
            return new PreparedMessage(
                    content,
                    new MessageTemplate(content),
                    CopyRenderer.sharedHeaders(content),
                    Attachments.of(content.attachments()));
        }

        /** The bytes in memory: attachments are kept as submitted and encoded, texts also as templates. */
        long weight() {
            long files = content.attachments().stream()
                    .mapToLong(file -> file.content().size())
                    .sum();
            return BYTES_PER_CHARACTER * 2L * (length(content.html()) + length(content.text())) + 5 * files / 2;
        }

        private static long length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }
    }

    /**
     * A message rendered for one recipient, before it is personalized.
     *
     * @param placeholders the placeholders of its HTML and their values
     * @param prepared the HTML around the placeholders, parsed; empty if this copy has to be parsed on its own
     */
    record Rendered(
            MessageContent content,
            SharedHeaders headers,
            Attachments attachments,
            Mailbox recipient,
            MessageTemplate.RenderedHtml texts,
            Placeholders placeholders,
            Optional<PreparedTemplate> prepared) {
        MailMessage message() {
            MessageTemplate.RenderedText words = texts.toText();
            return new MailMessage(
                    recipient.address(),
                    words.subject(),
                    words.html(),
                    words.text(),
                    content.campaign(),
                    content.bulk());
        }
    }

    /** An estimate of the bytes of memory that a delivery needs until it is sent. */
    long memory(ClaimedDelivery delivery) {
        PreparedMessage message = messages.find(delivery.message());
        return message != null
                ? MEMORY_PER_CACHED_BYTE * message.weight()
                : MEMORY_PER_STORED_BYTE * stored.storedBytes(delivery.message());
    }

    /** @throws IllegalStateException if the content was deleted */
    Rendered render(ClaimedDelivery delivery) {
        return render(delivery.id(), new StoredCopy(delivery.message(), delivery.data()));
    }

    /** @throws IllegalStateException if the content was deleted */
    Rendered render(DeliveryId id, StoredCopy copy) {
        PreparedMessage message = messages.get(copy.message(), this::read);
        MessageContent content = message.content;
        Recipient recipient = MessageContentFormat.readRecipient(copy.data());
        MessageTemplate.RenderedHtml texts = message.template.renderHtml(recipient.data());
        Placeholders placeholders = texts.placeholders() == null
                ? Placeholders.none(MessageComposer.html(texts.html(), texts.text()))
                : texts.placeholders();
        // A text part with preference links cannot be prepared: the links are escaped when it is turned into HTML.
        boolean isPreparable = content.html() != null || !PreferenceLinks.hasPlaceholder(String.valueOf(texts.text()));
        Optional<PreparedTemplate> prepared = isPreparable
                ? variants.get(
                        new Variant(copy.message(), placeholders.pieces()),
                        any -> personalizer.prepare(placeholders, content.bulk(), id))
                : Optional.empty();
        return new Rendered(
                content, message.headers, message.attachments, recipient.mailbox(), texts, placeholders, prepared);
    }

    /**
     * A message as it is sent.
     *
     * @param pixel whether it contains a tracking pixel
     */
    record OutgoingCopy(ComposedMessage message, boolean pixel) {}

    /** Composes the message of one delivery; the bytes are the same each time unless the person's preferences change. */
    OutgoingCopy personalize(ClaimedDelivery delivery, Rendered rendered, Person person) {
        MessageContent content = rendered.content;
        DeliveryId id = delivery.id();
        Personalizer.PersonalizedMessage personalized = rendered.prepared
                .map(prepared -> personalizer.personalize(
                        prepared, rendered.placeholders, rendered.texts.text(), content, person, id))
                .orElseGet(() ->
                        personalizer.personalize(rendered.message(), person, id, content.opens(), content.clicks()));
        RecipientCopy copy = recipientCopy(
                content,
                rendered.headers,
                rendered.recipient,
                rendered.texts.subject(),
                personalized,
                rendered.attachments);
        return composed(copy, personalized, id);
    }

    /** Composes a message without attachments, which was personalized at its submission. */
    static OutgoingCopy compose(
            MessageContent content, Mailbox recipient, Personalizer.PersonalizedMessage personalized, DeliveryId id) {
        RecipientCopy copy = recipientCopy(
                content, sharedHeaders(content), recipient, content.subject(), personalized, Attachments.of(List.of()));
        return composed(copy, personalized, id);
    }

    private static OutgoingCopy composed(
            RecipientCopy copy, Personalizer.PersonalizedMessage personalized, DeliveryId id) {
        return new OutgoingCopy(
                MessageComposer.compose(copy, id, id.createdAt(), personalized.html()),
                personalized.html().pixel());
    }

    public static RecipientCopy recipientCopy(
            MessageContent content,
            SharedHeaders headers,
            Mailbox recipient,
            String subject,
            Personalizer.PersonalizedMessage personalized,
            Attachments attachments) {
        return new RecipientCopy(
                headers,
                recipient.address(),
                content.toHeader() == null ? recipient : content.toHeader(),
                subject,
                personalized.untracked(),
                personalized.text(),
                personalized.oneClick(),
                attachments);
    }

    /** The header fields that are the same in all copies of a message. */
    public static SharedHeaders sharedHeaders(MessageContent content) {
        return new SharedHeaders(content.from(), content.cc(), content.replyTo(), customHeaders(content));
    }

    /** Adds Auto-Submitted to bulk messages, so that automatic responders do not answer them (RFC 3834 section 5). */
    private static List<HeaderField> customHeaders(MessageContent content) {
        boolean isPresent =
                content.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase("Auto-Submitted"));
        if (!content.bulk() || isPresent) {
            return content.headers();
        }
        return Stream.concat(content.headers().stream(), Stream.of(new HeaderField("Auto-Submitted", "auto-generated")))
                .toList();
    }

    private PreparedMessage read(UUID id) {
        return PreparedMessage.of(stored.message(id)
                .orElseThrow(() -> new IllegalStateException("the content of message " + id + " was deleted")));
    }

    /** A digest that distinguishes byte strings: the first 64 bits of their SHA-256. */
    static long digest(ImmutableBytes bytes) {
        return ByteBuffer.wrap(Sha256.of(bytes).toBytes()).getLong();
    }
}
