package telltale.submission;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.MessageContent;
import telltale.message.Recipient;
import telltale.message.source.Obstacle;
import telltale.message.source.SourceMail;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.sending.IdempotencyConflictException;
import telltale.sending.MemoryGate;
import telltale.sending.SendTime;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SubmissionService;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.NewDelivery;
import telltale.store.StoreUnavailableException;

/** Puts submitted mails into the outbound queue, with a delivery for each recipient. */
final class SubmittedMails {
    private static final Logger log = LoggerFactory.getLogger(SubmittedMails.class);
    /** The bytes of memory for each octet of a mail until it is stored. */
    private static final int MEMORY_PER_OCTET = 5;
    /** The fraction of the heap that large mails may occupy until they are stored; further ones wait in their files. */
    private static final int HEAP_FRACTION = 4;
    /** The metadata that says why a mail is not tracked. */
    private static final String NOT_TRACKED = "not-tracked";
    /** The number of servers that a mail passed, from which on it is in a loop (RFC 5321 section 6.3). */
    private static final int MAX_RECEIVED = 100;

    private final Submission submission;
    private final Path folder;
    private final int maxSize;
    private final SubmissionCounts counts;
    private final MemoryGate memory = new MemoryGate(Runtime.getRuntime().maxMemory() / HEAP_FRACTION);

    /**
     * @param folder takes large mails while they are received
     * @param maxSize the octets of a mail
     */
    SubmittedMails(Submission submission, Path folder, int maxSize, SubmissionCounts counts) {
        this.submission = submission;
        this.folder = folder;
        this.maxSize = maxSize;
        this.counts = counts;
    }

    /**
     * The envelope of a submitted mail.
     *
     * @param sender null for the null sender
     * @param isUtf8 whether it was submitted with SMTPUTF8
     */
    record Envelope(Submitter submitter, @Nullable EmailAddress sender, boolean isUtf8, List<Recipient> recipients) {}

    ReceivedMail receive() {
        return new ReceivedMail(folder);
    }

    int maxSize() {
        return maxSize;
    }

    /**
     * Requires that a sender of an envelope is allowed.
     *
     * @throws SubmissionRefusedException if it is not, or no mail can be sent
     */
    void checkSender(Submitter submitter, EmailAddress sender) throws SubmissionRefusedException {
        checkSender(service(), submitter, "the sender of the envelope", new Mailbox("", sender));
    }

    private static void checkSender(SubmissionService service, Submitter submitter, String field, Mailbox sender)
            throws SubmissionRefusedException {
        try {
            service.from(sender);
        } catch (InvalidInputException notAllowed) {
            throw new SubmissionRefusedException(
                    550,
                    "5.7.1",
                    field + " is not an allowed sender address; EMAIL_FROM_ALLOWED lists the allowed ones");
        }
        submitter.requireSender(field, sender.address());
    }

    private SubmissionService service() throws SubmissionRefusedException {
        try {
            return submission.open();
        } catch (SendingNotConfiguredException missing) {
            throw new SubmissionRefusedException(451, "4.3.5", missing.detail());
        }
    }

    /**
     * Stores a mail.
     *
     * @return the reply; the mail is durable then
     * @throws SubmissionRefusedException if it cannot be accepted
     */
    String accept(ReceivedMail mail, Envelope envelope) throws SubmissionRefusedException, IOException {
        try {
            String reply = store(mail, envelope);
            counts.addAccepted();
            return reply;
        } catch (SubmissionRefusedException refused) {
            counts.add(refused);
            throw refused;
        }
    }

    private String store(ReceivedMail mail, Envelope envelope) throws SubmissionRefusedException, IOException {
        if (mail.size() > maxSize) {
            throw new SubmissionRefusedException(552, "5.3.4", "a mail has at most " + maxSize + " octets");
        }
        if (mail.hasBareLineEnd()) {
            throw new SubmissionRefusedException(550, "5.6.0", "a line of the mail does not end with CRLF");
        }
        if (mail.hasNul()) {
            throw new SubmissionRefusedException(550, "5.6.0", "the mail contains a NUL character");
        }
        MemoryGate.Reservation reserved = reserve(MEMORY_PER_OCTET * mail.size());
        try {
            return store(mail.octets(), envelope);
        } finally {
            reserved.close();
        }
    }

    private MemoryGate.Reservation reserve(long bytes) throws SubmissionRefusedException {
        try {
            return memory.reserve(bytes);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new SubmissionRefusedException(451, "4.3.2", "the server is stopping; try again later");
        }
    }

    private String store(byte[] octets, Envelope envelope) throws SubmissionRefusedException {
        try {
            return queue(SourceMail.of(octets, envelope.sender(), envelope.isUtf8()), envelope);
        } catch (StoreUnavailableException unavailable) {
            throw new SubmissionRefusedException(451, "4.3.0", "the database is unavailable; try again later");
        } catch (IdempotencyKeyTakenException inProgress) {
            throw new SubmissionRefusedException(
                    451, "4.3.0", "a mail with this X-Telltale-Idempotency-Key is being stored; try again later");
        } catch (IdempotencyConflictException conflict) {
            throw new SubmissionRefusedException(
                    554, "5.6.0", "this X-Telltale-Idempotency-Key was used for a different mail");
        } catch (IllegalArgumentException invalid) {
            throw new SubmissionRefusedException(554, "5.6.0", String.valueOf(invalid.getMessage()));
        } catch (RuntimeException | StackOverflowError unexpected) {
            log.error("A submitted mail could not be stored", unexpected);
            throw new SubmissionRefusedException(451, "4.3.0", "the mail could not be stored; try again later");
        }
    }

    private String queue(SourceMail mail, Envelope envelope) throws SubmissionRefusedException {
        if (!mail.isWellFormed()) {
            throw new SubmissionRefusedException(554, "5.6.0", "the header has a line that belongs to no field");
        }
        if (mail.values("Received").size() > MAX_RECEIVED) {
            throw new SubmissionRefusedException(554, "5.4.6", "the mail passed too many servers; it is in a loop");
        }
        SubmittedFields fields = SubmittedFields.of(mail);
        SubmissionService service = service();
        Mailbox author = mailbox(mail, "From");
        checkSender(service, envelope.submitter(), "From", author);
        if (mail.has("Sender")) {
            checkSender(service, envelope.submitter(), "Sender", mailbox(mail, "Sender"));
        }
        envelope.submitter().requireCampaign(fields.campaign());
        SourceMail source = mail.without(SubmittedMails::isRemoved);
        MessageContent content = MessageContent.of(
                source, author, fields.campaign(), metadata(fields, source), fields.opens(), fields.clicks());
        SubmissionService.PendingMessage pending =
                service.begin(content, null, SendTime.NOW, fields.idempotencyKey(), fingerprint(content, envelope));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Recipient recipient : envelope.recipients()) {
            deliveries.add(pending.prepare(recipient));
        }
        pending.add(0, deliveries);
        Obstacle obstacle = source.obstacle();
        return "2.0.0 queued as " + pending.id() + (obstacle == null ? "" : "; not tracked: " + obstacle.code());
    }

    private static boolean isRemoved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(SubmittedFields.PREFIX) || lower.equals("bcc") || lower.equals("resent-bcc");
    }

    private static Map<String, String> metadata(SubmittedFields fields, SourceMail source) {
        Obstacle obstacle = source.obstacle();
        if (obstacle == null) {
            return fields.metadata();
        }
        Map<String, String> metadata = new LinkedHashMap<>(fields.metadata());
        metadata.put(NOT_TRACKED, obstacle.code());
        return metadata;
    }

    /** Reads a field with a single mailbox, which may have a comment. */
    private static Mailbox mailbox(SourceMail mail, String field) throws SubmissionRefusedException {
        List<String> values = mail.values(field);
        if (values.size() != 1) {
            throw new SubmissionRefusedException(550, "5.6.0", "the mail must have one " + field + " field");
        }
        try {
            String value = values.get(0);
            return Mailbox.parse(value.contains("<") ? value : value.replaceAll("\\([^()]*\\)", ""));
        } catch (IllegalArgumentException invalid) {
            throw new SubmissionRefusedException(
                    550, "5.6.0", field + " must be a single mailbox: " + invalid.getMessage());
        }
    }

    /** What is equal if a program composes a mail again, which then has another date and other boundaries. */
    private static ImmutableBytes fingerprint(MessageContent content, Envelope envelope) {
        StringBuilder all = new StringBuilder();
        all.append(envelope.submitter().name()).append('\n');
        all.append(content.from().address()).append('\n');
        envelope.recipients().forEach(one -> all.append(one.mailbox().address()).append('\n'));
        all.append(content.subject())
                .append('\n')
                .append(content.html())
                .append('\n')
                .append(content.text());
        return new ImmutableBytes(all.toString().getBytes(StandardCharsets.UTF_8));
    }
}
