package telltale.message.html;

import java.util.List;
import telltale.message.mime.EncodedText;
import telltale.model.Link;

/**
 * HTML of a sender with pixel and links put in, and not one other character changed.
 *
 * @param wording the HTML
 * @param pixel whether a pixel is in it
 * @param links those that were rewritten, in the order of the source
 * @param warnings sentences for the sender about what could not be tracked
 */
public record TrackedHtml(EncodedText wording, boolean pixel, List<Link> links, List<String> warnings) {
    public TrackedHtml {
        links = List.copyOf(links);
        warnings = List.copyOf(warnings);
    }

    public String html() {
        return wording.toString();
    }

    /**
     * Puts in what is tracked, at positions of the source that a parser names; nothing is ever written anew by it.
     *
     * @return the same for the same arguments
     */
    public static TrackedHtml of(String html, Tracking tracking) {
        return tracking.equals(Tracking.NONE)
                ? new TrackedHtml(EncodedText.of(html), false, List.of(), List.of())
                : PreparedTemplate.whole(html).tracked(tracking);
    }
}
