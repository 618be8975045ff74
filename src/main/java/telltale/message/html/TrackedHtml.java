package telltale.message.html;

import java.util.List;
import telltale.message.mime.EncodedText;
import telltale.model.Link;

/**
 * A sender's HTML with pixel and tracked links inserted and otherwise unchanged.
 *
 * @param encoded the HTML
 * @param pixel whether it contains a pixel
 * @param links the rewritten links, in source order
 * @param warnings warnings for the sender about links that could not be tracked
 */
public record TrackedHtml(EncodedText encoded, boolean pixel, List<Link> links, List<String> warnings) {
    public TrackedHtml {
        links = List.copyOf(links);
        warnings = List.copyOf(warnings);
    }

    /** HTML without tracking. */
    public static TrackedHtml unchanged(String html) {
        return new TrackedHtml(EncodedText.of(html), false, List.of(), List.of());
    }

    public String html() {
        return encoded.toString();
    }

    /**
     * Inserts the tracking at source positions reported by a parser; the HTML is never serialized again.
     *
     * @return equal results for equal arguments
     */
    public static TrackedHtml of(String html, Tracking tracking) {
        return tracking.equals(Tracking.NONE)
                ? unchanged(html)
                : PreparedTemplate.forOneRecipient(html).tracked(tracking);
    }
}
