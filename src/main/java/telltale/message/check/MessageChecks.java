package telltale.message.check;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import telltale.message.Finding;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.html.PlainText;
import telltale.model.Attachment;
import telltale.model.DeliveryId;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.PersonKey;

/** Checks messages before they are sent. */
public final class MessageChecks {
    /** Gmail cuts off what follows; measured limits are from 102 to 105 kB. */
    static final int GMAIL_LIMIT = 102_000;
    /** Characters of HTML above which a message that is being submitted is not parsed, to bound its memory. */
    private static final int MAX_PARSED = 500_000;

    private static final PersonKey NO_PERSON = PersonKey.ofBytes(new byte[32]);

    private final Personalizer personalizer;
    private final SenderChecks sender;

    public MessageChecks(Personalizer personalizer, SenderChecks sender) {
        this.personalizer = personalizer;
        this.sender = sender;
    }

    /**
     * A copy as it would be sent.
     *
     * @param htmlBytes the size of the HTML with pixel and tracked links, in UTF-8
     * @param textBytes the size of the plain text in UTF-8
     * @param links the number of tracked links
     */
    public record CheckedCopy(
            String subject, int htmlBytes, String text, int textBytes, int links, List<Finding> findings) {}

    /** The findings about a message that have a sentence in {@code warnings}, too. */
    public List<Finding> warnings(MessageContent content) {
        return personalizer.findings(content);
    }

    /** The findings about the author of a message and its tracking. */
    public List<Finding> ofSender(MessageContent content) {
        return sender.of(content);
    }

    /** The findings about the copy of a recipient; none if parsing it would take much memory, except its size. */
    public List<Finding> ofFirstCopy(PreparedMessage message, Recipient recipient, DeliveryId id) {
        String html = message.content().html();
        return html != null && html.length() > MAX_PARSED
                ? List.of(clipped(html.length()))
                : copy(message, recipient, id).findings();
    }

    /**
     * Renders the copy of a recipient who allows tracking, and checks it. One at a time, because a large message takes much
     * memory.
     */
    public synchronized CheckedCopy ofCopy(PreparedMessage message, Recipient recipient, DeliveryId id) {
        return copy(message, recipient, id);
    }

    private CheckedCopy copy(PreparedMessage message, Recipient recipient, DeliveryId id) {
        MailMessage mail = message.merge(recipient).toMail();
        MessageContent content = message.content();
        Person person = new Person(NO_PERSON, recipient.mailbox().address().masked(), null, true).measured();
        Personalizer.PersonalizedMessage copy =
                personalizer.of(content.from()).personalize(mail, person, id, content.tracking());
        String text = text(copy);
        int htmlBytes = bytes(copy.html().html());
        return new CheckedCopy(
                mail.subject(),
                htmlBytes,
                text,
                bytes(text),
                copy.html().links().size(),
                findings(content, mail, copy, htmlBytes, text));
    }

    private static List<Finding> findings(
            MessageContent content,
            MailMessage mail,
            Personalizer.PersonalizedMessage copy,
            int htmlBytes,
            String text) {
        List<Finding> findings = new ArrayList<>();
        if (mail.subject().isBlank()) {
            findings.add(new Finding("subject-missing", "subject", "The message has no subject."));
        }
        if (htmlBytes > GMAIL_LIMIT) {
            findings.add(clipped(htmlBytes));
        }
        if (text.isBlank()) {
            findings.add(new Finding("text-empty", "text", "The plain text of the message is empty."));
        }
        if (content.bulk() && copy.unsubscribe() == null && !hasOwnUnsubscribe(content)) {
            findings.add(new Finding("one-click-missing", "PIXEL_URL", Personalizer.NO_ONE_CLICK));
        }
        copy.html().warnings().forEach(one -> findings.add(new Finding("link-unchanged", "html", one)));
        if (mail.html() != null) {
            findings.addAll(HtmlChecks.of(mail.html(), contentIds(content)));
        }
        return findings;
    }

    private static boolean hasOwnUnsubscribe(MessageContent content) {
        return content.headers().stream().anyMatch(field -> field.name().equalsIgnoreCase("List-Unsubscribe"));
    }

    private static Finding clipped(int bytes) {
        return new Finding(
                "gmail-clips",
                "html",
                "The HTML as it is sent has " + bytes / 1_000
                        + " kB; Gmail shows the first 102 kB, without the pixel, footer and links after them.");
    }

    private static String text(Personalizer.PersonalizedMessage copy) {
        return copy.text() == null
                ? PlainText.of(Objects.requireNonNull(copy.untracked()))
                : copy.text().toString();
    }

    private static Set<String> contentIds(MessageContent content) {
        return content.attachments().stream()
                .map(Attachment::contentId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
