package telltale.message;

import java.util.Set;
import telltale.message.html.ClickUrls;
import telltale.message.html.HtmlLimits;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.html.WebPage;
import telltale.model.InvalidInputException;

/**
 * The web version of a message: without pixel, footer and the recipient's links, because its reader may be another person,
 * to whom the message was forwarded.
 */
public final class WebVersion {
    private WebVersion() {}

    /**
     * A message without personal data.
     *
     * @param missing the names in the template that have no value
     */
    public record PublicVersion(WebPage page, Set<String> missing) {}

    /**
     * The message of one recipient. Its links have the same numbers and parameters as in the mail.
     *
     * @param clicks the tracked URLs
     * @param tracked whether the recipient allows tracking
     */
    public static WebPage of(MergedMessage merged, ClickUrls clicks, boolean tracked) {
        MessageContent content = merged.message().content();
        Tracking tracking = new Tracking(null, clicks)
                .appending(content.linkParameters())
                .limitedTo(false, tracked && content.clicks());
        return page(merged.message(), merged.texts().toText(), tracking);
    }

    /**
     * The message without the data of any recipient, with the links as its sender wrote them.
     *
     * @throws InvalidInputException if its HTML without data exceeds a limit
     */
    public static PublicVersion withoutData(PreparedMessage message) {
        MessageTemplate.WithoutData rendered = message.template().renderWithoutData();
        HtmlLimits.check(
                "message",
                MessageComposer.html(rendered.texts().html(), rendered.texts().text()));
        return new PublicVersion(page(message, rendered.texts(), Tracking.NONE), rendered.missing());
    }

    private static WebPage page(PreparedMessage message, MessageTemplate.RenderedText texts, Tracking tracking) {
        String html = WebPage.NO_LINKS.fillIn(MessageComposer.html(texts.html(), texts.text()));
        TrackedHtml tracked = TrackedHtml.of(html, tracking);
        return WebPage.of(tracked.html(), texts.subject(), message.content().attachments());
    }
}
