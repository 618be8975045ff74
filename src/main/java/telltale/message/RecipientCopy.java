package telltale.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PlainText;
import telltale.message.html.PreferenceLinks;
import telltale.message.mime.Attachments;
import telltale.message.mime.EncodedText;
import telltale.message.mime.SharedHeaders;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * What one recipient reads of a mail.
 *
 * @param recipient who gets this copy, whoever else the header names
 * @param to whom the header names; the recipient, unless this is a carbon copy
 * @param html null when it is made from the text
 * @param text null when it is made from the HTML
 * @param oneClick what mail programs may unsubscribe by where the sender gave no such field, or null for nothing
 */
public record RecipientCopy(
        SharedHeaders letterhead,
        EmailAddress recipient,
        Mailbox to,
        String subject,
        @Nullable String html,
        @Nullable EncodedText text,
        @Nullable PreferenceLinks oneClick,
        Attachments enclosures) {
    public RecipientCopy {
        if (html == null && text == null) {
            throw new IllegalArgumentException("a mail needs html or text");
        }
    }

    static RecipientCopy of(MailMessage mail, Mailbox from) {
        return new RecipientCopy(
                new SharedHeaders(from, List.of(), null, List.of()),
                mail.to(),
                new Mailbox("", mail.to()),
                mail.subject(),
                mail.html(),
                mail.text() == null ? null : EncodedText.of(mail.text()),
                null,
                Attachments.NONE);
    }

    /** The HTML, made from the text where there is none. */
    public String shownHtml() {
        return MessageComposer.html(html, text == null ? null : text.toString());
    }

    /** The text, made from the HTML where there is none. */
    EncodedText shownText() {
        return text != null ? text : EncodedText.of(PlainText.of(shownHtml()));
    }
}
