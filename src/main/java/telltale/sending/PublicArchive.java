package telltale.sending;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.PreparedMessage;
import telltale.message.WebVersion;
import telltale.message.html.WebPage;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.store.Archives;
import telltale.store.Archives.Archive;
import telltale.store.Messages;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;

/** Publishes messages without personal data, each at a public address, until their sender withdraws them. */
public final class PublicArchive {
    /** The maximum size of a page with its images; the pages that are being read are in memory. */
    static final int MAX_PAGE_BYTES = 4 << 20;

    static final String NOT_A_TEMPLATE =
            "The message is not a template, so it is published as it was written. Check that it names no recipient.";
    private static final int MAX_CACHED = 64;
    private static final int HEAP_FRACTION = 64;
    private static final int ID_BYTES = 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final Archives archives;
    private final Messages messages;
    private final Clock clock;
    private final RandomGenerator random;
    private final LoadingCache<Archive, Optional<byte[]>> pages;

    /** @param random supplies the addresses, which must not be guessable */
    public PublicArchive(Archives archives, Messages messages, Clock clock, RandomGenerator random) {
        this.archives = archives;
        this.messages = messages;
        this.clock = clock;
        this.random = random;
        this.pages = new LoadingCache<>(
                MAX_CACHED,
                Runtime.getRuntime().maxMemory() / HEAP_FRACTION,
                page -> page.map(bytes -> (long) bytes.length).orElse(0L));
    }

    /**
     * A published message.
     *
     * @param warnings sentences for the sender about the page
     */
    public record Published(Archive archive, List<String> warnings) {
        public Published {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Publishes a message in place of the one that its campaign published before.
     *
     * @return empty if there is no such campaign
     * @throws InvalidInputException if the content is not stored, is of another campaign, or makes too large a page
     */
    public Optional<Published> publish(String campaign, UUID id) {
        StoredMessage stored = messages.message(id)
                .orElseThrow(() -> new InvalidInputException(
                        "message", "there is no message with this id, or its content has been deleted"));
        if (!campaign.equals(stored.campaign())) {
            throw new InvalidInputException("message", "message is not one of this campaign");
        }
        MessageContent content = MessageContentFormat.readContent(stored.content(), stored.attachments());
        WebVersion.PublicVersion version = WebVersion.withoutData(PreparedMessage.of(content));
        return archives.publish(campaign, new Archive(newId(), id, clock.instant()), page(version.page()))
                .map(archive -> new Published(archive, warnings(content, version)));
    }

    private static ImmutableBytes page(WebPage page) {
        if (page.length() > MAX_PAGE_BYTES) {
            throw new InvalidInputException(
                    "message",
                    "the page of this message has " + page.length() + " bytes with its images, but a published page is"
                            + " limited to " + MAX_PAGE_BYTES + "; use smaller images, or images with https addresses");
        }
        return new ImmutableBytes(page.toBytes());
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static List<String> warnings(MessageContent content, WebVersion.PublicVersion version) {
        List<String> warnings = new ArrayList<>();
        if (!content.template()) {
            warnings.add(NOT_A_TEMPLATE);
        }
        if (!version.missing().isEmpty()) {
            warnings.add("These fields are empty on the page, because their values belong to the recipients: "
                    + String.join(", ", version.missing()) + ".");
        }
        return warnings;
    }

    /** The published message of a campaign. */
    public Optional<Archive> find(String campaign) {
        return archives.find(campaign);
    }

    /** Withdraws the published message of a campaign; false if there is none. */
    public boolean withdraw(String campaign) {
        return archives.withdraw(campaign);
    }

    /** The page at a public address. Whether it is still published is read each time. */
    public ViewResult page(String id) {
        try {
            return Optional.of(id)
                    .filter(ID.asMatchPredicate())
                    .flatMap(archives::at)
                    .flatMap(archive -> pages.get(archive, this::read))
                    .<ViewResult>map(bytes -> new ViewResult.Shown(WebPage.ofBytes(bytes)))
                    .orElseGet(ViewResult.NotFound::new);
        } catch (StoreUnavailableException unavailable) {
            return new ViewResult.Unavailable();
        }
    }

    private Optional<byte[]> read(Archive archive) {
        return archives.page(archive.id()).map(ImmutableBytes::toBytes);
    }
}
