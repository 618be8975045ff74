package telltale.message.html;

import org.jspecify.annotations.Nullable;

/**
 * The tracking of one message.
 *
 * @param pixel the tracking pixel; null if opens are not tracked
 * @param clicks the tracked URLs for links; null if clicks are not tracked
 */
public record Tracking(
        @Nullable TrackingPixel pixel, @Nullable ClickUrls clicks) {
    /** No tracking: the HTML stays unchanged. */
    public static final Tracking NONE = new Tracking(null, null);

    /** Returns this tracking limited to what sender and recipient allow. */
    public Tracking limitedTo(boolean opens, boolean withClicks) {
        return new Tracking(opens ? pixel : null, withClicks ? clicks : null);
    }
}
