package telltale.message;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import telltale.message.html.ClickUrls;
import telltale.message.html.HtmlLimits;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.html.WebPage;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;

/**
 * A message as its sender wrote it, with the tags of its template instead of the values of a recipient.
 *
 * @param html without a pixel; each tracked link has its number in {@code data-link}
 * @param links the destinations as they are written, in the order of their numbers; empty if the copies may differ in them
 */
public record UnfilledMail(String subject, String html, List<String> links) {
    /** Any recipient and delivery: neither is in the result. */
    private static final EmailAddress NOBODY = EmailAddress.parse("nobody@example.com");

    private static final DeliveryId NO_DELIVERY = new DeliveryId(new UUID(0x7000, Long.MIN_VALUE));
    /** URLs that only have to be different. */
    private static final ClickUrls NUMBERS =
            new ClickUrls("https://link.invalid", link -> Integer.toString(link.number()));

    public UnfilledMail {
        links = List.copyOf(links);
    }

    /**
     * The message without values; empty if it is written for one person, because its text may be personal.
     *
     * @param personalizer configured as for sending
     */
    public static Optional<UnfilledMail> of(MessageContent content, Personalizer personalizer) {
        String html = MessageComposer.html(content.html(), content.text());
        TagMarks marks = new TagMarks(content.template() ? html : "");
        if (!HtmlLimits.allow(html) || (marks.isEmpty() && !content.bulk())) {
            return Optional.empty();
        }
        TrackedHtml tracked = TrackedHtml.of(
                content.template() ? marks.marked() : html, new Tracking(null, content.clicks() ? NUMBERS : null));
        String preview = WebPage.preview(tracked, NUMBERS, content.attachments());
        List<String> links = content.clicks() ? WrittenLinks.of(content, personalizer, NOBODY, NO_DELIVERY) : List.of();
        return Optional.of(new UnfilledMail(content.subject(), marks.unmarked(preview, UnfilledMail::escaped), links));
    }

    /** A tag as text in HTML, in an attribute, too. */
    private static String escaped(String tag) {
        return tag.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
