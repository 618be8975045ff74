package telltale.sending;

import java.util.Optional;
import telltale.message.MergedMessage;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.TrackedMail;
import telltale.message.WebVersion;
import telltale.message.html.ClickUrls;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Mailbox;
import telltale.model.PrivacyProfile;
import telltale.store.MessageViews;
import telltale.store.Messages;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredView;

/** Renders the web pages of messages, each as its recipient got it. */
public final class ViewPages {
    /** The fraction of the heap that recently used messages may occupy, and that of large messages being rendered. */
    private static final int HEAP_FRACTION = 64;

    private final MessageViews views;
    private final CopyRenderer copies;
    private final Personalizer personalizer;
    private final Clicks clicks;
    private final MemoryGate memory;

    /** The tracked URLs of a page. */
    @FunctionalInterface
    public interface Clicks {
        /** The tracked URLs on the page of an author's mail. */
        ClickUrls of(Mailbox author, TrackedMail mail);
    }

    /**
     * @param personalizer configured as for sending
     */
    public ViewPages(MessageViews views, Messages messages, Personalizer personalizer, Clicks clicks) {
        long bytes = Runtime.getRuntime().maxMemory() / HEAP_FRACTION;
        this.views = views;
        this.copies = new CopyRenderer(messages, personalizer, bytes);
        this.personalizer = personalizer;
        this.clicks = clicks;
        this.memory = new MemoryGate(bytes);
    }

    /** The page of a delivery; it changes nothing. */
    public ViewResult page(DeliveryId delivery) {
        try {
            Optional<StoredView> view = views.find(delivery);
            if (view.isEmpty() || view.get().ended()) {
                return new ViewResult.Expired();
            }
            return isWithdrawn(view.get()) ? new ViewResult.Withdrawn() : shown(delivery, view.get());
        } catch (ContentDeletedException deletedMeanwhile) {
            return new ViewResult.Expired();
        } catch (StoreUnavailableException unavailable) {
            return new ViewResult.Unavailable();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new ViewResult.Unavailable();
        }
    }

    /** Whether the recipient opted out after the message was sent; a later message was sent regardless, untracked. */
    private static boolean isWithdrawn(StoredView view) {
        return view.withdrawnAt() != null
                && view.sentAt() != null
                && !view.withdrawnAt().isBefore(view.sentAt());
    }

    private ViewResult shown(DeliveryId delivery, StoredView view) throws InterruptedException {
        MemoryGate.Reservation reserved =
                memory.reserve(copies.memory(view.copy().message()));
        try {
            MergedMessage merged = copies.merge(view.copy());
            MessageContent content = merged.message().content();
            PrivacyProfile profile = personalizer.profile(content);
            TrackedMail mail = new TrackedMail(delivery, profile, content.campaign(), null);
            boolean tracked = view.withdrawnAt() == null
                    && mail.hasClicks()
                    && view.consent().allows(profile, EventKind.CLICK);
            return new ViewResult.Shown(WebVersion.of(merged, clicks.of(content.from(), mail), tracked));
        } finally {
            reserved.close();
        }
    }
}
