package telltale.sending;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.message.MergedMessage;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.Personalizer;
import telltale.message.PreparedMessage;
import telltale.message.WrittenLinks;
import telltale.message.html.Placeholders;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.RecipientLinks;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.Sha256;
import telltale.store.ClaimedDelivery;
import telltale.store.Messages;
import telltale.store.NewDelivery;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** Renders the copies of messages. What all recipients of a message share is read and prepared once, and cached. */
public final class CopyRenderer {
    /** The maximum number of cached messages: as many as may wait with one recipient each. */
    private static final int MAX_MESSAGES = 2_000;
    /** The maximum number of cached HTML variants: a template may render different parts for different recipients. */
    private static final int MAX_VARIANTS = 64;
    /** The bytes of memory for each stored byte of a message that is not cached: unpacked, encoded and composed. */
    private static final int MEMORY_PER_STORED_BYTE = 8;
    /** The bytes of memory that one more copy of a cached message takes, for each of its bytes. */
    private static final int MEMORY_PER_CACHED_BYTE = 2;

    private final Messages stored;
    private final Personalizer personalizer;
    private final LoadingCache<UUID, CachedMessage> messages;
    private final LoadingCache<Variant, Optional<PreparedTemplate>> variants;

    /**
     * @param personalizer turns a rendered message into the copy for one recipient
     * @param maxBytes the memory that the caches may occupy
     */
    CopyRenderer(Messages stored, Personalizer personalizer, long maxBytes) {
        this.stored = stored;
        this.personalizer = personalizer;
        this.messages = new LoadingCache<>(MAX_MESSAGES, maxBytes / 2, CachedMessage::weight);
        this.variants = new LoadingCache<>(MAX_VARIANTS, maxBytes / 2, CopyRenderer::weight);
    }

    /**
     * A message in memory.
     *
     * @param isShared whether it may have several recipients, so that parsing its HTML is worth caching
     */
    private record CachedMessage(PreparedMessage message, boolean isShared) {
        long weight() {
            return message.weight();
        }
    }

    /**
     * The HTML of a message between its placeholders.
     *
     * @param values the number of placeholders, because HTML that is not separated may contain the character of a mark
     */
    private record Variant(UUID message, List<String> pieces, int values) {
        static Variant of(UUID message, Placeholders html) {
            return new Variant(message, html.pieces(), html.values().size());
        }
    }

    private static long weight(Optional<PreparedTemplate> variant) {
        return variant.map(PreparedTemplate::weight).orElse(0L);
    }

    /**
     * A message merged with the data of its recipient.
     *
     * @param template the HTML around the recipient's values, parsed; empty if this copy has to be parsed on its own
     * @param envelope signed once for its announcement and for the message itself
     */
    record MergedCopy(MergedMessage message, Optional<PreparedTemplate> template, Envelope envelope) {
        MessageContent content() {
            return message.message().content();
        }
    }

    /**
     * A message as it is sent.
     *
     * @param pixel whether it contains a tracking pixel of this delivery
     * @param warnings sentences for its sender about what could not be tracked
     */
    record OutgoingCopy(ComposedMessage message, boolean pixel, List<String> warnings) {}

    /** Caches a message that is about to be stored, so that it need not be read. */
    void remember(UUID id, PreparedMessage message, boolean isShared) {
        if (MemoryGate.isSmall(message.weight())) {
            messages.put(id, new CachedMessage(message, isShared));
        }
    }

    /** A message of a campaign with the destinations of its tracked links, as far as they are the same in all copies. */
    StoredMessage withLinks(StoredMessage message, PreparedMessage prepared, List<NewDelivery> deliveries) {
        if (message.campaign() == null || !prepared.content().clicks() || deliveries.isEmpty()) {
            return message;
        }
        NewDelivery any = deliveries.get(0);
        return message.linkingTo(WrittenLinks.of(
                prepared.content(), personalizer.of(prepared.content().from()), any.to(), any.id()));
    }

    /** An estimate of the bytes of memory that a copy of a message needs until it is sent. */
    long memory(UUID id) {
        CachedMessage message = messages.find(id);
        return message != null
                ? MEMORY_PER_CACHED_BYTE * message.weight()
                : MEMORY_PER_STORED_BYTE * stored.storedBytes(id);
    }

    /** @throws ContentDeletedException if the content was deleted */
    MergedCopy merge(ClaimedDelivery delivery) {
        return merge(delivery.id(), new StoredCopy(delivery.message(), delivery.data()), delivery.beganAt());
    }

    /**
     * Merges the copy of a delivery.
     *
     * @param firstAttempt when the first attempt to send it began
     * @throws ContentDeletedException if the content was deleted
     */
    MergedCopy merge(DeliveryId id, StoredCopy copy, Instant firstAttempt) {
        CachedMessage message = messages.get(copy.message(), this::read);
        MergedMessage merged = message.message.merge(MessageContentFormat.readRecipient(copy.data()));
        MessageContent content = merged.message().content();
        return new MergedCopy(
                merged,
                message.isShared
                        ? variants.get(Variant.of(copy.message(), merged.html()), any -> template(merged, id))
                        : template(merged, id),
                personalizer
                        .of(content.from())
                        .envelope(id, sender(content), merged.recipient().address(), firstAttempt));
    }

    /**
     * Merges a message with the data of one recipient, for another use than sending it.
     *
     * @throws ContentDeletedException if the content was deleted
     */
    MergedMessage merge(StoredCopy copy) {
        return messages.get(copy.message(), this::read).message.merge(MessageContentFormat.readRecipient(copy.data()));
    }

    private static @Nullable EmailAddress sender(MessageContent content) {
        return content.source() == null
                ? content.from().address()
                : content.source().sender();
    }

    private Optional<PreparedTemplate> template(MergedMessage merged, DeliveryId id) {
        MessageContent content = merged.message().content();
        if (content.source() != null) {
            return content.source().template();
        }
        // A text part with preference links cannot be prepared: the links are escaped when it is turned into HTML.
        boolean isPreparable = content.html() != null
                || !RecipientLinks.hasPlaceholder(String.valueOf(merged.texts().text()));
        return isPreparable
                ? personalizer
                        .of(content.from())
                        .prepare(merged.html(), content.bulk(), content.topic(), content.tracking(), id)
                : Optional.empty();
    }

    /**
     * Tracks and encodes the message of one delivery; the bytes are the same each time unless the person's preferences
     * change.
     *
     * @param pool the pool of recipients that its pixel belongs to, or null
     */
    OutgoingCopy compose(DeliveryId id, MergedCopy merged, Person person, @Nullable Long pool) {
        Personalizer.PersonalizedMessage tracked = track(id, merged, person, pool);
        ComposedMessage encoded = MessageComposer.compose(merged.message, merged.envelope, id, id.createdAt(), tracked);
        return new OutgoingCopy(encoded, tracked.html().pixel() && pool == null, tracked.warnings());
    }

    private Personalizer.PersonalizedMessage track(
            DeliveryId id, MergedCopy merged, Person person, @Nullable Long pool) {
        MessageContent content = merged.content();
        Personalizer own = personalizer.of(content.from()).in(pool);
        if (content.source() != null) {
            return own.personalizeSource(merged.template, content, person, id);
        }
        return merged.template
                .map(template -> own.personalize(
                        template, merged.message.html(), merged.message.texts().text(), content, person, id))
                .orElseGet(() -> own.personalize(merged.message.toMail(), person, id, content.tracking()));
    }

    private CachedMessage read(UUID id) {
        StoredMessage message = stored.message(id).orElseThrow(() -> new ContentDeletedException(id));
        MessageContent content = MessageContentFormat.readContent(message.content(), message.attachments());
        return new CachedMessage(PreparedMessage.of(content), true);
    }

    /** A digest that distinguishes byte strings: the first 64 bits of their SHA-256. */
    static long digest(ImmutableBytes bytes) {
        return ByteBuffer.wrap(Sha256.of(bytes).toBytes()).getLong();
    }
}
