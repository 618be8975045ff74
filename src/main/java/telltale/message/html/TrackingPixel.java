package telltale.message.html;

import java.net.URI;
import org.jsoup.nodes.Entities;

/**
 * The image in a message that records an open when it is loaded.
 *
 * @param url absolute, http or https
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param invisible whether it is hidden from the reader; a custom image is visible
 */
public record TrackingPixel(URI url, int width, int height, boolean invisible) {
    /**
     * Size, border and opacity hide the pixel, and absolute positioning, where supported, keeps it from moving the content
     * after it. Never {@code display:none} or {@code visibility:hidden}: some clients do not load images that they do not display.
     */
    private static final String INVISIBLE_STYLE = "border:0;width:1px;height:1px;opacity:0;position:absolute";

    private static final String VISIBLE_STYLE = "border:0;max-width:100%";

    public TrackingPixel {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("the URL of a pixel must be absolute, http or https, but is " + url);
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a pixel must be at least 1x1, but is " + width + "x" + height);
        }
    }

    /** An invisible pixel of 1x1. */
    public static TrackingPixel invisible(URI url) {
        return new TrackingPixel(url, 1, 1, true);
    }

    /** A custom image, displayed at that size. */
    public static TrackingPixel visible(URI url, int width, int height) {
        return new TrackingPixel(url, width, height, false);
    }

    /** The img element. Its empty alt attribute makes screen readers skip it. */
    public String toHtml() {
        return "<img src=\"" + Entities.escape(url.toASCIIString()) + "\" width=\"" + width + "\" height=\"" + height
                + "\" alt=\"\" style=\"" + (invisible ? INVISIBLE_STYLE : VISIBLE_STYLE) + "\">";
    }
}
