package telltale.sending;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.MessageContentFormat;
import telltale.message.MessageTemplate;
import telltale.message.Recipient;
import telltale.message.html.HtmlLimits;
import telltale.message.html.UrlPlaceholders;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.store.Messages;

/** Renders templates and stored messages without sending or tracking them. */
public final class MessagePreview {
    private MessagePreview() {}

    /** A message as its recipient would read it. */
    public record Rendered(
            String subject, @Nullable String html, @Nullable String text) {}

    /**
     * Validates a template: its syntax, and the limits of its HTML, so that a template that cannot become a message is
     * rejected when it is stored.
     *
     * @throws InvalidInputException naming the invalid part, and the limit
     */
    public static void check(@Nullable String subject, @Nullable String html, @Nullable String text) {
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a template needs html or text");
        }
        MessageTemplate unused = template(subject, html, text);
        HtmlLimits.check(html == null ? "text" : "html", MessageComposer.html(html, text));
    }

    /**
     * Renders a template with data.
     *
     * @throws InvalidInputException naming the variable that is missing, the URL with an unfilled merge field, or the exceeded
     *     limit
     */
    public static Rendered render(
            @Nullable String subject, @Nullable String html, @Nullable String text, Map<String, Object> data) {
        MessageTemplate.RenderedText rendered = template(subject, html, text).render(data);
        HtmlLimits.check(
                rendered.html() == null ? "text" : "html", MessageComposer.html(rendered.html(), rendered.text()));
        UrlPlaceholders.check(rendered.html(), rendered.text());
        UrlPlaceholders.refuseUnfilled(rendered.html());
        return new Rendered(rendered.subject(), rendered.html(), rendered.text());
    }

    /**
     * The stored personal data of one recipient of a message.
     *
     * @param name the display name as submitted, or empty
     * @param data the recipient's values for the template
     * @param metadata the metadata of the message
     */
    public record RecipientDetails(String name, Map<String, Object> data, Map<String, String> metadata) {}

    /** The stored data of a delivery's recipient; empty if the content was deleted or never existed. */
    public static Optional<RecipientDetails> recipientDetails(DeliveryId delivery, Messages messages) {
        return messages.copy(delivery)
                .flatMap(copy -> messages.message(copy.message()).map(message -> {
                    Recipient recipient = MessageContentFormat.readRecipient(copy.data());
                    MessageContent content = MessageContentFormat.readContent(message.content(), message.attachments());
                    return new RecipientDetails(recipient.mailbox().name(), recipient.data(), content.metadata());
                }));
    }

    private static MessageTemplate template(@Nullable String subject, @Nullable String html, @Nullable String text) {
        return new MessageTemplate(subject == null ? "" : subject, html, text, true);
    }
}
