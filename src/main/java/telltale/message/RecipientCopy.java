package telltale.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PlainText;
import telltale.message.html.RecipientLinks;
import telltale.message.mime.Attachments;
import telltale.message.mime.EncodedText;
import telltale.message.mime.SharedHeaders;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * The copy of a message for one recipient.
 *
 * @param recipient the envelope recipient
 * @param to the mailbox in the To field; the recipient, unless this is a carbon copy
 * @param html null if it is converted from the text
 * @param text null if it is converted from the HTML
 * @param oneClick the links for one-click unsubscribe unless the sender set {@code List-Unsubscribe}, or null for none
 * @param complaints the header fields for complaints, or null for none
 */
public record RecipientCopy(
        SharedHeaders sharedHeaders,
        EmailAddress recipient,
        Mailbox to,
        String subject,
        @Nullable String html,
        @Nullable EncodedText text,
        @Nullable RecipientLinks oneClick,
        @Nullable ComplaintFields complaints,
        Attachments attachments) {
    public RecipientCopy {
        if (html == null && text == null) {
            throw new IllegalArgumentException("a message needs html or text");
        }
    }

    static RecipientCopy of(MailMessage mail, Mailbox from) {
        return new RecipientCopy(
                new SharedHeaders(from, List.of(), List.of(), List.of()),
                mail.to(),
                new Mailbox("", mail.to()),
                mail.subject(),
                mail.html(),
                mail.text() == null ? null : EncodedText.of(mail.text()),
                null,
                null,
                Attachments.NONE);
    }

    /** The HTML, converted from the text if there is none. */
    public String effectiveHtml() {
        return MessageComposer.html(html, text == null ? null : text.toString());
    }

    /** The text, converted from the HTML if there is none. */
    EncodedText effectiveText() {
        return text != null ? text : EncodedText.of(PlainText.of(effectiveHtml()));
    }
}
