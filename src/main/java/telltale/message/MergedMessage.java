package telltale.message;

import telltale.message.html.Placeholders;
import telltale.message.mime.Attachments;
import telltale.message.mime.Envelope;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * A message merged with the data of one recipient, before it is tracked.
 *
 * @param recipient the recipient, as in the To field
 * @param texts the rendered subject, HTML and text
 * @param html the HTML, converted from the text if there is none, between the recipient's values
 * @param attachments the encoded files, with the recipient's iCalendar object if there is one
 */
public record MergedMessage(
        PreparedMessage message,
        Mailbox recipient,
        MessageTemplate.RenderedHtml texts,
        Placeholders html,
        Attachments attachments) {
    MergedMessage(
            PreparedMessage message, Mailbox recipient, MessageTemplate.RenderedHtml texts, Attachments attachments) {
        this(message, recipient, texts, html(texts), attachments);
    }

    private static Placeholders html(MessageTemplate.RenderedHtml texts) {
        return texts.placeholders() == null
                ? Placeholders.none(MessageComposer.html(texts.html(), texts.text()))
                : texts.placeholders();
    }

    /** The message with its texts joined. */
    public MailMessage toMail() {
        MessageTemplate.RenderedText rendered = texts.toText();
        MessageContent content = message.content();
        return new MailMessage(
                recipient.address(),
                rendered.subject(),
                rendered.html(),
                rendered.text(),
                content.campaign(),
                content.bulk(),
                content.topic(),
                content.receipt());
    }

    /**
     * The recipient's copy of the tracked message.
     *
     * @param envelope as {@link Personalizer#envelope} returns it
     */
    public RecipientCopy copy(Envelope envelope, Personalizer.PersonalizedMessage personalized) {
        Mailbox toHeader = message.content().toHeader();
        return new RecipientCopy(
                message.headers(),
                envelope,
                toHeader == null ? recipient : toHeader,
                texts.subject(),
                personalized.untracked(),
                personalized.text(),
                personalized.unsubscribe(),
                personalized.complaints(),
                attachments,
                message.content().receipt());
    }
}
