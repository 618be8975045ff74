package telltale.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Attachment;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/**
 * What a sender wants one or many to read, checked as far as it is the same for all.
 *
 * @param shownTo whom every copy names as its recipient; null where each names its own
 * @param cc whom every copy names beside
 * @param html the HTML body, or null
 * @param text the plain body, or null; at least one of the two is there
 * @param bulk whether it is one of many alike, which no human wrote to this recipient
 * @param metadata what the sender wants to find again; no mail holds it
 * @param opens whether opens are tracked
 * @param clicks whether clicks are tracked
 * @param template whether subject, html and text are templates
 */
public record MessageContent(
        Mailbox from,
        @Nullable Mailbox replyTo,
        @Nullable Mailbox shownTo,
        List<Mailbox> cc,
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<HeaderField> headers,
        List<Attachment> attachments,
        @Nullable String campaign,
        boolean bulk,
        Map<String, String> metadata,
        boolean opens,
        boolean clicks,
        boolean template) {
    public MessageContent {
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a mail needs html or text");
        }
        cc = List.copyOf(cc);
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** One mail as it is, to one recipient. */
    public static MessageContent of(MailMessage mail, Mailbox from) {
        return new MessageContent(
                from,
                null,
                null,
                List.of(),
                mail.subject(),
                mail.html(),
                mail.text(),
                List.of(),
                List.of(),
                mail.campaign(),
                mail.bulk(),
                Map.of(),
                true,
                true,
                false);
    }
}
