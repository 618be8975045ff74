package telltale.message.html;

import org.jspecify.annotations.Nullable;

/**
 * What is put into one mail.
 *
 * @param pixel the image whose loading is an open; null where opens are not tracked
 * @param clicks the addresses that the mail's links get; null where clicks are not tracked
 */
public record Tracking(
        @Nullable TrackingPixel pixel, @Nullable ClickUrls clicks) {
    /** A mail as its sender wrote it. */
    public static final Tracking NONE = new Tracking(null, null);

    /** The same, as far as the sender or the recipient wants it. */
    public Tracking only(boolean opens, boolean visits) {
        return new Tracking(opens ? pixel : null, visits ? clicks : null);
    }
}
