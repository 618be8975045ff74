package telltale.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.HeaderField;
import telltale.model.Mail;
import telltale.model.Mailbox;

/**
 * What one recipient reads of a mail.
 *
 * @param recipient who gets this copy, whoever else the header names
 * @param to whom the header names; the recipient, unless this is a carbon copy
 * @param html null when it is made from the text
 * @param text null when it is made from the HTML
 */
public record Copy(
        Mailbox from,
        Address recipient,
        Mailbox to,
        List<Mailbox> cc,
        @Nullable Mailbox replyTo,
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<HeaderField> headers,
        Enclosures enclosures) {
    public Copy {
        if (html == null && text == null) {
            throw new IllegalArgumentException("a mail needs html or text");
        }
        cc = List.copyOf(cc);
        headers = List.copyOf(headers);
    }

    static Copy of(Mail mail, Mailbox from) {
        return new Copy(
                from,
                mail.to(),
                new Mailbox("", mail.to()),
                List.of(),
                null,
                mail.subject(),
                mail.html(),
                mail.text(),
                List.of(),
                Enclosures.NONE);
    }

    /** The same with further fields in its header where the sender gave none of that name. */
    public Copy with(Map<String, String> fields) {
        List<HeaderField> all = new ArrayList<>(headers);
        fields.forEach((name, value) -> {
            if (headers.stream().noneMatch(field -> field.name().equalsIgnoreCase(name))) {
                all.add(new HeaderField(name, value));
            }
        });
        return new Copy(from, recipient, to, cc, replyTo, subject, html, text, all, enclosures);
    }

    /** The HTML, made from the text where there is none. */
    public String shownHtml() {
        return Composer.html(html, text);
    }

    /** The text, made from the HTML where there is none. */
    String shownText() {
        return text != null ? text : PlainText.of(shownHtml());
    }
}
