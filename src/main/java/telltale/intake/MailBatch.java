package telltale.intake;

import jakarta.mail.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.ImmutableBytes;
import telltale.model.ReportSource;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.store.MailboxPosition;
import telltale.store.StoreUnavailableException;

/** The mails of a mailbox that are stored in one transaction. */
final class MailBatch {
    private static final int MAX_MAILS = 50;
    private static final int MAX_OCTETS = 8 << 20;

    private final SkippedMails skipped;
    private final List<Fetched> mails = new ArrayList<>();
    private int octets;

    /** @param skipped gets the mails that cannot be stored */
    MailBatch(SkippedMails skipped) {
        this.skipped = skipped;
    }

    /** A mail in the mailbox, and what was fetched of it. */
    private record Fetched(String uid, Message message, ReturnedMail content) {}

    /** Adds a mail. Its header contains the envelope, which the report's reader looks for there. */
    void add(String uid, Message message, byte[] content) {
        mails.add(new Fetched(
                uid,
                message,
                new ReturnedMail(new ImmutableBytes(content), ReturnEnvelope.UNKNOWN, ReportSource.MAILBOX)));
        octets += content.length;
    }

    /** Whether another mail might exceed the limits. */
    boolean isFull() {
        return mails.size() >= MAX_MAILS || octets > MAX_OCTETS - ReportReader.MAX_OCTETS;
    }

    boolean isEmpty() {
        return mails.isEmpty();
    }

    /**
     * Stores the mails, and how far the mailbox was read with them, and empties the batch. If that fails for another reason than the
     * database, each mail is stored for itself, and the one that fails again is skipped.
     *
     * @return the mails that are stored
     * @throws StoreUnavailableException if the database is unavailable
     */
    Message[] accept(ReportIntake intake, @Nullable MailboxPosition reached) {
        List<Fetched> stored = new ArrayList<>(mails);
        try {
            intake.accept(mails.stream().map(Fetched::content).toList(), reached);
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException unexpected) {
            stored.removeIf(mail -> !isAccepted(intake, mail));
            intake.accept(List.of(), reached);
        }
        mails.clear();
        octets = 0;
        return stored.stream().map(Fetched::message).toArray(Message[]::new);
    }

    private boolean isAccepted(ReportIntake intake, Fetched mail) {
        try {
            intake.accept(mail.content());
            return true;
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException unexpected) {
            skipped.addUnstorable(mail.uid(), unexpected);
            return false;
        }
    }
}
