package telltale.submission;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.message.Recipient;
import telltale.message.source.Obstacle;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.sending.IdempotencyConflictException;
import telltale.sending.MemoryGate;
import telltale.sending.SendingNotConfiguredException;
import telltale.sending.Submission;
import telltale.sending.SubmissionService;
import telltale.sending.SubmittedMail;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.StoreUnavailableException;

/** Puts submitted mails into the outbound queue, with a delivery for each recipient. */
final class SubmittedMails {
    private static final Logger log = LoggerFactory.getLogger(SubmittedMails.class);
    /** The bytes of memory for each octet of a mail until it is stored. */
    private static final int MEMORY_PER_OCTET = 5;
    /** The fraction of the heap that large mails may occupy until they are stored; further ones wait in their files. */
    private static final int HEAP_FRACTION = 4;

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
            service.requireAllowed(field, sender);
        } catch (InvalidInputException notAllowed) {
            throw new SubmissionRefusedException(550, "5.7.1", notAllowed.detail());
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
        String fault = mail.fault();
        if (fault != null) {
            throw new SubmissionRefusedException(550, "5.6.0", fault);
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
            return queue(SubmittedMail.of(octets, envelope.sender(), envelope.isUtf8()), envelope);
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

    private String queue(SubmittedMail mail, Envelope envelope) throws SubmissionRefusedException {
        if (mail.isInLoop()) {
            throw new SubmissionRefusedException(554, "5.4.6", "the mail passed too many servers; it is in a loop");
        }
        SubmissionService service = service();
        for (Map.Entry<String, Mailbox> sender : senders(mail).entrySet()) {
            checkSender(service, envelope.submitter(), sender.getKey(), sender.getValue());
        }
        envelope.submitter().requireCampaign(mail.campaign());
        SubmittedMail.Queued queued = mail.queue(service, envelope.submitter().name(), envelope.recipients(), null);
        Obstacle obstacle = mail.obstacle();
        return "2.0.0 queued as " + queued.message().id()
                + (obstacle == null ? "" : "; not tracked: " + obstacle.code());
    }

    private static Map<String, Mailbox> senders(SubmittedMail mail) throws SubmissionRefusedException {
        try {
            return mail.senders();
        } catch (InvalidInputException invalid) {
            throw new SubmissionRefusedException(550, "5.6.0", invalid.detail());
        }
    }
}
