package telltale.message.html;

import org.jspecify.annotations.Nullable;

/**
 * What is added to one message.
 *
 * @param pixel the tracking pixel; null if opens are not tracked
 * @param clicks the tracked URLs for links; null if clicks are not tracked
 * @param appended the parameters that links get; null for none
 */
public record Tracking(
        @Nullable TrackingPixel pixel,
        @Nullable ClickUrls clicks,
        @Nullable AppendedParameters appended) {
    /** No tracking: the HTML stays unchanged. */
    public static final Tracking NONE = new Tracking(null, null);

    /** Tracking without link parameters. */
    public Tracking(@Nullable TrackingPixel pixel, @Nullable ClickUrls clicks) {
        this(pixel, clicks, null);
    }

    /** Whether the links stay unchanged. */
    boolean leavesLinks() {
        return clicks == null && appended == null;
    }

    /** Returns this tracking limited to what sender and recipient allow. */
    public Tracking limitedTo(boolean opens, boolean withClicks) {
        return new Tracking(opens ? pixel : null, withClicks ? clicks : null, appended);
    }

    /** Returns this tracking with parameters for the links, which do not depend on whether clicks are tracked. */
    public Tracking appending(LinkParameters parameters) {
        return parameters.isEmpty() || clicks == null
                ? this
                : new Tracking(pixel, clicks, new AppendedParameters(parameters, clicks));
    }
}
