package telltale.message.html;

import java.net.URI;
import org.jsoup.nodes.Entities;

/**
 * The image in a mail whose loading is the open.
 *
 * @param url absolute, http or https
 * @param width in CSS pixels
 * @param height in CSS pixels
 * @param invisible whether the reader shall not see it; the owner's own picture is visible
 */
public record TrackingPixel(URI url, int width, int height, boolean invisible) {
    /**
     * Size, border and opacity hide it, and where a client takes its position seriously, it moves nothing that stands
     * behind it. Never {@code display:none} or {@code visibility:hidden}: some clients do not load
     * what they do not show.
     */
    private static final String INVISIBLE_STYLE = "border:0;width:1px;height:1px;opacity:0;position:absolute";

    private static final String VISIBLE_STYLE = "border:0;max-width:100%";

    public TrackingPixel {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("a pixel's address is absolute, http or https, but this is: " + url);
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a pixel is at least 1x1, but this one is " + width + "x" + height + " large");
        }
    }

    /** The usual one: 1x1 and not to be seen. */
    public static TrackingPixel invisible(URI url) {
        return new TrackingPixel(url, 1, 1, true);
    }

    /** The owner's own picture, shown in that size. */
    public static TrackingPixel visible(URI url, int width, int height) {
        return new TrackingPixel(url, width, height, false);
    }

    /** The element that stands in the mail. The empty alt keeps it out of what screen readers say. */
    public String toHtml() {
        return "<img src=\"" + Entities.escape(url.toASCIIString()) + "\" width=\"" + width + "\" height=\"" + height
                + "\" alt=\"\" style=\"" + (invisible ? INVISIBLE_STYLE : VISIBLE_STYLE) + "\">";
    }
}
