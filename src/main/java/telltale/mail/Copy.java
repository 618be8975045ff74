package telltale.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.Mail;
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
public record Copy(
        Letterhead letterhead,
        Address recipient,
        Mailbox to,
        String subject,
        @Nullable String html,
        @Nullable Wording text,
        @Nullable ChoiceLinks oneClick,
        Enclosures enclosures) {
    public Copy {
        if (html == null && text == null) {
            throw new IllegalArgumentException("a mail needs html or text");
        }
    }

    static Copy of(Mail mail, Mailbox from) {
        return new Copy(
                new Letterhead(from, List.of(), null, List.of()),
                mail.to(),
                new Mailbox("", mail.to()),
                mail.subject(),
                mail.html(),
                mail.text() == null ? null : Wording.of(mail.text()),
                null,
                Enclosures.NONE);
    }

    /** The HTML, made from the text where there is none. */
    public String shownHtml() {
        return Composer.html(html, text == null ? null : text.toString());
    }

    /** The text, made from the HTML where there is none. */
    Wording shownText() {
        return text != null ? text : Wording.of(PlainText.of(shownHtml()));
    }
}
