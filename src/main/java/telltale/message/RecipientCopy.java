package telltale.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PlainText;
import telltale.message.mime.Attachments;
import telltale.message.mime.EncodedText;
import telltale.message.mime.Envelope;
import telltale.message.mime.SharedHeaders;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * The copy of a message for one recipient.
 *
 * @param envelope the envelope, whose identifier is the left side of the Message-ID
 * @param to the mailbox in the To field; the recipient, unless this is a carbon copy
 * @param html null if it is converted from the text
 * @param text null if it is converted from the HTML
 * @param unsubscribe the fields for unsubscribing unless the sender set {@code List-Unsubscribe}, or null for none
 * @param complaints the header fields for complaints, or null for none
 * @param receipt whether to request a receipt (RFC 8098), to be sent to the envelope sender
 */
public record RecipientCopy(
        SharedHeaders sharedHeaders,
        Envelope envelope,
        Mailbox to,
        String subject,
        @Nullable String html,
        @Nullable EncodedText text,
        @Nullable ListUnsubscribe unsubscribe,
        @Nullable ComplaintFields complaints,
        Attachments attachments,
        boolean receipt) {
    public RecipientCopy {
        if (html == null && text == null) {
            throw new IllegalArgumentException("a message needs html or text");
        }
    }

    /** @param id the left side of the Message-ID */
    static RecipientCopy of(MailMessage mail, Mailbox from, String id) {
        return new RecipientCopy(
                new SharedHeaders(from, List.of(), List.of(), List.of()),
                new Envelope(from.address(), mail.to(), id),
                new Mailbox("", mail.to()),
                mail.subject(),
                mail.html(),
                mail.text() == null ? null : EncodedText.of(mail.text()),
                null,
                null,
                Attachments.NONE,
                mail.receipt());
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
