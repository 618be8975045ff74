package telltale.sending;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import telltale.message.MergedMessage;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.Personalizer.PersonalizedMessage;
import telltale.message.TrackedMail;
import telltale.message.html.ClickUrls;
import telltale.message.html.PlainText;
import telltale.message.html.WebPage;
import telltale.message.mime.ComposedMessage;
import telltale.model.DeliveryId;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.store.DeliveryHistory;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredView;

/** Renders mails again as they were sent, as long as their content is kept. */
public final class SentMails {
    /** The fraction of the heap that recently used messages may occupy, and that of large messages being rendered. */
    private static final int HEAP_FRACTION = 64;
    /** The octets of a source that are shown. */
    private static final int MAX_SOURCE = 1 << 20;

    private final Store store;
    private final Personalizer personalizer;
    private final BiFunction<Mailbox, TrackedMail, ClickUrls> clicks;
    private final Duration retention;
    private final Duration viewRetention;
    private final CopyRenderer copies;
    private final MemoryGate memory;

    /**
     * @param personalizer configured as for sending
     * @param clicks returns the tracked URLs in an author's mail
     * @param retention the time for which content is kept after its delivery got its final state
     * @param viewRetention that time for messages with web pages
     */
    public SentMails(
            Store store,
            Personalizer personalizer,
            BiFunction<Mailbox, TrackedMail, ClickUrls> clicks,
            Duration retention,
            Duration viewRetention) {
        long bytes = Runtime.getRuntime().maxMemory() / HEAP_FRACTION;
        this.store = store;
        this.personalizer = personalizer;
        this.clicks = clicks;
        this.retention = retention;
        this.viewRetention = viewRetention;
        this.copies = new CopyRenderer(store.messages(), personalizer, bytes);
        this.memory = new MemoryGate(bytes);
    }

    /**
     * A mail to one recipient.
     *
     * @param html the HTML without the pixel, in which tracked links lead to their destinations and have their numbers in
     *     {@code data-link}
     * @param text the plain text
     * @param source the mail as it is handed to the mail server, before it is signed, but without a pixel that recipients share;
     *     cut if it is long
     * @param size the octets of the whole source
     * @param keptUntil a time until which the content is kept at least; null before the delivery has its final state
     * @param hasPage whether it can be viewed in a browser, and its sender did not end that
     */
    public record SentMail(
            String subject,
            Mailbox from,
            String html,
            String text,
            String source,
            int size,
            @Nullable Instant keptUntil,
            boolean hasPage) {}

    /**
     * The mail of a delivery; empty if its content was deleted, or another mailer sends it.
     *
     * @throws StoreUnavailableException if the database is unavailable, or this process stops
     */
    public Optional<SentMail> find(DeliveryId delivery) {
        try {
            Optional<StoredView> stored = store.messageViews().find(delivery);
            return stored.isEmpty() ? Optional.empty() : Optional.of(render(delivery, stored.get()));
        } catch (ContentDeletedException deletedMeanwhile) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("rendering a mail", stopped);
        }
    }

    private SentMail render(DeliveryId delivery, StoredView stored) throws InterruptedException {
        MemoryGate.Reservation reserved =
                memory.reserve(copies.memory(stored.copy().message()));
        try {
            Instant sentAt = stored.sentAt() == null ? delivery.createdAt() : stored.sentAt();
            CopyRenderer.MergedCopy merged = copies.merge(delivery, stored.copy(), sentAt);
            Person person = store.persons()
                    .person(merged.message().recipient().address())
                    .tracked(isTracked(stored));
            ComposedMessage source =
                    copies.compose(delivery, merged, person, null).message();
            return sent(delivery, merged.message(), person, source, stored.ended());
        } finally {
            reserved.close();
        }
    }

    /** Whether the recipient allowed tracking when the mail was sent. */
    private static boolean isTracked(StoredView stored) {
        return stored.withdrawnAt() == null
                || (stored.sentAt() != null && stored.withdrawnAt().isAfter(stored.sentAt()));
    }

    private SentMail sent(
            DeliveryId delivery, MergedMessage merged, Person person, ComposedMessage source, boolean isEnded) {
        DeliveryHistory.Content kept = store.outbox().history(delivery).content();
        MessageContent content = merged.message().content();
        TrackedMail mail = new TrackedMail(delivery, personalizer.profile(content), content.campaign(), null);
        PersonalizedMessage shown = personalizer
                .of(content.from())
                .personalize(
                        merged.toMail(), person, delivery, content.tracking().withoutOpens());
        return new SentMail(
                merged.texts().subject(),
                content.from(),
                WebPage.preview(shown.html(), clicks.apply(content.from(), mail), content.attachments()),
                shown.text() == null
                        ? PlainText.of(String.valueOf(shown.untracked()))
                        : shown.text().toString(),
                text(source),
                source.size(),
                keptUntil(kept),
                kept != null && kept.hasPage() && !isEnded);
    }

    private static String text(ComposedMessage source) {
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream(source.size());
            source.writeTo(octets);
            return new String(octets.toByteArray(), 0, Math.min(MAX_SOURCE, octets.size()), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private @Nullable Instant keptUntil(DeliveryHistory.@Nullable Content content) {
        return content == null || content.endedAt() == null
                ? null
                : content.endedAt().plus(content.hasPage() ? viewRetention : retention);
    }
}
