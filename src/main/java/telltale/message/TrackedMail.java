package telltale.message;

import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;

/**
 * What the addresses of a mail's pixel and links depend on.
 *
 * @param campaign the name of its campaign, or null
 * @param pool the pool of recipients that it belongs to, or null; there are pools under {@code aggregated} only
 */
public record TrackedMail(
        DeliveryId delivery,
        PrivacyProfile profile,
        @Nullable String campaign,
        @Nullable Long pool) {
    /** Whether there is something that its opens can be recorded for. */
    boolean hasOpens() {
        return profile != PrivacyProfile.AGGREGATED || pool != null;
    }

    /** Whether there is something that its clicks can be recorded for. */
    public boolean hasClicks() {
        return profile != PrivacyProfile.AGGREGATED || campaign != null;
    }
}
