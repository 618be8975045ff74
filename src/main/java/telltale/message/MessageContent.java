package telltale.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.html.LinkParameters;
import telltale.message.html.RecipientLinks;
import telltale.message.source.SourceMail;
import telltale.model.Attachment;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.PrivacyProfile;
import telltale.model.Topic;

/**
 * The validated content of a message, shared by all its recipients.
 *
 * @param replyTo the mailboxes in the Reply-To field (RFC 5322 section 3.6.2), empty for the author
 * @param toHeader the mailbox in the To field of every copy; null if each copy names its own recipient
 * @param cc the mailboxes in the Cc field of every copy
 * @param html the HTML body, or null
 * @param text the plain text body, or null; at least one of the two is set
 * @param bulk whether it is bulk mail, not written to an individual recipient
 * @param topic the topic of bulk mail, or null
 * @param metadata the sender's key-value data for later queries; never part of the message
 * @param opens whether opens are tracked
 * @param clicks whether clicks are tracked
 * @param template whether subject, html, text and calendar are templates
 * @param linkParameters the parameters that links get
 * @param calendar an iCalendar object with a method (RFC 6047), such as an invitation, or null
 * @param receipt whether to request a receipt from the recipient's mail client (RFC 8098); not of bulk mail
 * @param source the mail as another program composed it; {@code html} and {@code text} are its parts. Null if the
 *     mail is composed from them
 * @param privacy limits the recording of opens and clicks; null if the message does not
 */
public record MessageContent(
        Mailbox from,
        List<Mailbox> replyTo,
        @Nullable Mailbox toHeader,
        List<Mailbox> cc,
        String subject,
        @Nullable String html,
        @Nullable String text,
        List<HeaderField> headers,
        List<Attachment> attachments,
        @Nullable String campaign,
        boolean bulk,
        @Nullable Topic topic,
        Map<String, String> metadata,
        boolean opens,
        boolean clicks,
        boolean template,
        LinkParameters linkParameters,
        @Nullable String calendar,
        boolean receipt,
        @Nullable SourceMail source,
        @Nullable PrivacyProfile privacy) {
    /** Addresses in a Reply-To field. */
    public static final int MAX_REPLY_TO = 10;

    public MessageContent {
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a mail needs html or text");
        }
        if (replyTo.size() > MAX_REPLY_TO) {
            throw new InvalidInputException("replyTo", "replyTo is limited to " + MAX_REPLY_TO + " addresses");
        }
        Topic.checkBulk(topic, bulk);
        MailMessage.checkReceipt(receipt, bulk);
        replyTo = List.copyOf(replyTo);
        cc = List.copyOf(cc);
        headers = List.copyOf(headers);
        attachments = List.copyOf(attachments);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Content that is composed from its fields, without a topic, an iCalendar object and a receipt, whose links get no parameters. */
    public MessageContent(
            Mailbox from,
            List<Mailbox> replyTo,
            @Nullable Mailbox toHeader,
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
        this(
                from,
                replyTo,
                toHeader,
                cc,
                subject,
                html,
                text,
                headers,
                attachments,
                campaign,
                bulk,
                null,
                metadata,
                opens,
                clicks,
                template,
                LinkParameters.NONE,
                null,
                false,
                null);
    }

    /** Content that does not restrict what is recorded. */
    public MessageContent(
            Mailbox from,
            List<Mailbox> replyTo,
            @Nullable Mailbox toHeader,
            List<Mailbox> cc,
            String subject,
            @Nullable String html,
            @Nullable String text,
            List<HeaderField> headers,
            List<Attachment> attachments,
            @Nullable String campaign,
            boolean bulk,
            @Nullable Topic topic,
            Map<String, String> metadata,
            boolean opens,
            boolean clicks,
            boolean template,
            LinkParameters linkParameters,
            @Nullable String calendar,
            boolean receipt,
            @Nullable SourceMail source) {
        this(
                from,
                replyTo,
                toHeader,
                cc,
                subject,
                html,
                text,
                headers,
                attachments,
                campaign,
                bulk,
                topic,
                metadata,
                opens,
                clicks,
                template,
                linkParameters,
                calendar,
                receipt,
                source,
                null);
    }

    /** The content with other custom header fields and another profile. */
    MessageContent with(List<HeaderField> others, @Nullable PrivacyProfile profile) {
        return new MessageContent(
                from,
                replyTo,
                toHeader,
                cc,
                subject,
                html,
                text,
                others,
                attachments,
                campaign,
                bulk,
                topic,
                metadata,
                opens,
                clicks,
                template,
                linkParameters,
                calendar,
                receipt,
                source,
                profile);
    }

    /**
     * The content of a mail that another program composed.
     *
     * @param metadata the sender's data
     * @param opens whether opens are tracked, if the mail can be tracked
     * @param clicks whether clicks are tracked, if the mail can be tracked
     */
    public static MessageContent of(
            SourceMail source,
            Mailbox from,
            @Nullable String campaign,
            Map<String, String> metadata,
            boolean opens,
            boolean clicks) {
        return new MessageContent(
                from,
                List.of(),
                null,
                List.of(),
                source.subject(),
                source.html(),
                source.text(),
                List.of(),
                List.of(),
                campaign,
                false,
                null,
                metadata,
                opens,
                clicks,
                false,
                LinkParameters.NONE,
                null,
                false,
                source);
    }

    /** Whether a copy may have a pixel or tracked links. */
    public boolean isTrackable() {
        return source == null || source.obstacle() == null;
    }

    /** The tracking that the sender asks for. */
    public TrackingOptions tracking() {
        return new TrackingOptions(
                opens, clicks, linkParameters, privacy == null ? PrivacyProfile.INDIVIDUAL : privacy);
    }

    /** Whether a part has a link to the web page of the message. */
    public boolean hasViewLink() {
        return source == null
                && ((html != null && RecipientLinks.hasView(html)) || (text != null && RecipientLinks.hasView(text)));
    }

    /** The content of a single message without merge fields. */
    public static MessageContent of(MailMessage mail, Mailbox from) {
        return new MessageContent(
                from,
                List.of(),
                null,
                List.of(),
                mail.subject(),
                mail.html(),
                mail.text(),
                List.of(),
                List.of(),
                mail.campaign(),
                mail.bulk(),
                mail.topic(),
                Map.of(),
                true,
                true,
                false,
                LinkParameters.NONE,
                null,
                mail.receipt(),
                null);
    }
}
