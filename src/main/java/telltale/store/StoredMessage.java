package telltale.store;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Pooling;
import telltale.model.PrivacyProfile;

/**
 * A message to one or many recipients, as the outbox stores it.
 *
 * @param id a UUIDv7
 * @param campaign the campaign of its deliveries, or null
 * @param content the content, in the format of the sending package
 * @param attachments the attachments, in order
 * @param key the hash of its Idempotency-Key, or null
 * @param digest identifies this message in a repeated submission under the same key
 * @param view whether it has a link to its web page
 * @param links the destinations of the links in its copies, as they are written in the message, in the order of their numbers;
 *     empty if they are not the same in all copies
 * @param sender the domain of its From field in lower case, or null for that of the default sender
 * @param privacy limits the recording of opens and clicks
 * @param pooling how its recipients share pixels, or null if they do not; used when it is stored, not stored itself
 */
public record StoredMessage(
        UUID id,
        @Nullable String campaign,
        ImmutableBytes content,
        List<ImmutableBytes> attachments,
        @Nullable ImmutableBytes key,
        long digest,
        boolean view,
        List<String> links,
        @Nullable String sender,
        PrivacyProfile privacy,
        @Nullable Pooling pooling) {
    public StoredMessage {
        attachments = List.copyOf(attachments);
        links = List.copyOf(links);
    }

    /** A message whose links are not known. */
    public StoredMessage(
            UUID id,
            @Nullable String campaign,
            ImmutableBytes content,
            List<ImmutableBytes> attachments,
            @Nullable ImmutableBytes key,
            long digest,
            boolean view) {
        this(id, campaign, content, attachments, key, digest, view, List.of(), null, PrivacyProfile.INDIVIDUAL, null);
    }

    /** A message without a link to its web page. */
    public StoredMessage(
            UUID id,
            @Nullable String campaign,
            ImmutableBytes content,
            List<ImmutableBytes> attachments,
            @Nullable ImmutableBytes key,
            long digest) {
        this(id, campaign, content, attachments, key, digest, false);
    }

    /** Returns this message with the destinations of its links. */
    public StoredMessage linkingTo(List<String> destinations) {
        return new StoredMessage(
                id, campaign, content, attachments, key, digest, view, destinations, sender, privacy, pooling);
    }

    /** Returns this message as one from an address in a domain. */
    public StoredMessage from(String domain) {
        return new StoredMessage(
                id, campaign, content, attachments, key, digest, view, links, domain, privacy, pooling);
    }

    /** Returns this message under a profile. */
    public StoredMessage under(PrivacyProfile profile) {
        return new StoredMessage(
                id, campaign, content, attachments, key, digest, view, links, sender, profile, pooling);
    }

    /** Returns this message with recipients who share pixels, or do not. */
    public StoredMessage pooled(@Nullable Pooling shared) {
        return new StoredMessage(id, campaign, content, attachments, key, digest, view, links, sender, privacy, shared);
    }
}
