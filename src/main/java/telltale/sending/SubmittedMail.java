package telltale.sending;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageContent;
import telltale.message.Recipient;
import telltale.message.source.Obstacle;
import telltale.message.source.SourceMail;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;

/** A mail as another program composed it, with its header fields for Telltale. */
public final class SubmittedMail {
    /** The metadata with the reason for which a mail is not tracked. */
    private static final String NOT_TRACKED = "not-tracked";
    /** The most servers that a mail may have passed; more mean a loop (RFC 5321 section 6.3). */
    private static final int MAX_RECEIVED = 100;

    private final SourceMail mail;
    private final SubmittedFields fields;

    private SubmittedMail(SourceMail mail, SubmittedFields fields) {
        this.mail = mail;
        this.fields = fields;
    }

    /**
     * Reads a mail.
     *
     * @param octets header and body, with CRLF at the ends of lines; must not be changed afterwards
     * @param sender the sender of the envelope, null for the null sender
     * @param isUtf8 whether the header may be UTF-8 (RFC 6531)
     * @throws InvalidInputException if a line of the header belongs to no field, or a field for Telltale is invalid
     */
    public static SubmittedMail of(byte[] octets, @Nullable EmailAddress sender, boolean isUtf8) {
        SourceMail mail = SourceMail.of(octets, sender, isUtf8);
        if (!mail.isWellFormed()) {
            throw new InvalidInputException("header", "the header has a line that belongs to no field");
        }
        return new SubmittedMail(mail, SubmittedFields.of(mail));
    }

    /** Whether it passed more servers than a mail that is not in a loop. */
    public boolean isInLoop() {
        return mail.values("Received").size() > MAX_RECEIVED;
    }

    /** The campaign, or null. */
    public @Nullable String campaign() {
        return fields.campaign();
    }

    /** Why it passes without pixel and tracked links, or null. */
    public @Nullable Obstacle obstacle() {
        return mail.obstacle();
    }

    /**
     * The mailboxes of the fields {@code From} and, if there is one, {@code Sender}, by the name of the field.
     *
     * @throws InvalidInputException if a field does not have a single mailbox
     */
    public Map<String, Mailbox> senders() {
        Map<String, Mailbox> senders = new LinkedHashMap<>();
        senders.put("From", mailbox("From"));
        if (mail.has("Sender")) {
            senders.put("Sender", mailbox("Sender"));
        }
        return senders;
    }

    /** Reads a field with a single mailbox, which may have a comment. */
    private Mailbox mailbox(String field) {
        List<String> values = mail.values(field);
        if (values.size() != 1) {
            throw new InvalidInputException(field, "the mail must have one " + field + " field");
        }
        try {
            String value = values.get(0);
            return Mailbox.parse(value.contains("<") ? value : value.replaceAll("\\([^()]*\\)", ""));
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, field + " must be a single mailbox: " + invalid.getMessage());
        }
    }

    /**
     * What was put into the outbound queue.
     *
     * @param deliveries one for each recipient
     * @param results what was stored for each of them
     */
    public record Queued(
            SubmissionService.PendingMessage message, List<NewDelivery> deliveries, List<EnqueueResult> results) {}

    /**
     * Puts the mail into the outbound queue, with a delivery for each recipient; it is durable when this returns. The header
     * fields for Telltale and those that name hidden recipients are left out.
     *
     * @param submitter the name of the key
     * @param recipients those of the envelope, each once
     * @param key the text by which a mail that is submitted again is recognized, if the mail has none; or null
     * @throws IdempotencyConflictException if a different mail was submitted with that text
     */
    public Queued queue(SubmissionService service, String submitter, List<Recipient> recipients, @Nullable String key) {
        SourceMail source = mail.without(SubmittedMail::isRemoved);
        MessageContent content = MessageContent.of(
                source, mailbox("From"), fields.campaign(), metadata(), fields.opens(), fields.clicks());
        SubmissionService.PendingMessage pending = service.begin(
                content,
                null,
                SendTime.NOW,
                fields.idempotencyKey() == null ? key : fields.idempotencyKey(),
                fingerprint(submitter, content, recipients));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : recipients) {
            deliveries.add(pending.prepare(recipient));
        }
        return new Queued(pending, deliveries, pending.add(0, deliveries));
    }

    private static boolean isRemoved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(SubmittedFields.PREFIX) || lower.equals("bcc") || lower.equals("resent-bcc");
    }

    private Map<String, String> metadata() {
        Obstacle obstacle = mail.obstacle();
        if (obstacle == null) {
            return fields.metadata();
        }
        Map<String, String> metadata = new LinkedHashMap<>(fields.metadata());
        metadata.put(NOT_TRACKED, obstacle.code());
        return metadata;
    }

    /** What is equal if a program composes a mail again, which then has another date and other boundaries. */
    private static ImmutableBytes fingerprint(String submitter, MessageContent content, List<Recipient> recipients) {
        StringBuilder all = new StringBuilder();
        all.append(submitter).append('\n');
        all.append(content.from().address()).append('\n');
        recipients.forEach(one -> all.append(one.mailbox().address()).append('\n'));
        all.append(content.subject())
                .append('\n')
                .append(content.html())
                .append('\n')
                .append(content.text());
        return new ImmutableBytes(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
