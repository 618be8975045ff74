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
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.store.Messages;

/** Letters that are looked at and not sent: nothing that is shown of them is tracked. */
public final class MessagePreview {
    private MessagePreview() {}

    /** What a recipient would read. */
    public record Shown(
            String subject, @Nullable String html, @Nullable String text) {}

    /**
     * Looks whether texts are templates, and within the limits of HTML as they stand, so that one that no mail can be made
     * from is refused when it is stored.
     *
     * @throws InvalidInputException naming the one that is none, and the limit
     */
    public static void check(@Nullable String subject, @Nullable String html, @Nullable String text) {
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a template needs html or text");
        }
        MessageTemplate unused = script(subject, html, text);
        HtmlLimits.check(html == null ? "text" : "html", MessageComposer.html(html, text));
    }

    /**
     * What texts say with that data.
     *
     * @throws InvalidInputException naming the variable that is missing
     */
    public static Shown show(
            @Nullable String subject, @Nullable String html, @Nullable String text, Map<String, Object> data) {
        MessageTemplate.Words words = script(subject, html, text).of(data);
        return new Shown(words.subject(), words.html(), words.text());
    }

    /**
     * What is kept for one recipient of a letter.
     *
     * @param name as the sender wrote it, or empty
     * @param data what the letter's template says to this one alone
     * @param metadata what the sender wants to find again
     */
    public record ForRecipient(String name, Map<String, Object> data, Map<String, String> metadata) {}

    /** What is kept for the recipient of a delivery; nothing when its content is gone or never was. */
    public static Optional<ForRecipient> keptFor(DeliveryId delivery, Messages messages) {
        return messages.copy(delivery)
                .flatMap(copy -> messages.message(copy.message()).map(message -> {
                    Recipient recipient = MessageContentFormat.recipient(copy.data());
                    MessageContent letter = MessageContentFormat.letter(message.content(), message.attachments());
                    return new ForRecipient(recipient.mailbox().name(), recipient.data(), letter.metadata());
                }));
    }

    private static MessageTemplate script(@Nullable String subject, @Nullable String html, @Nullable String text) {
        return new MessageTemplate(subject == null ? "" : subject, html, text, true);
    }
}
