package telltale.intake;

import jakarta.mail.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.ReportSource;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.store.MailboxPosition;

/** The mails of a mailbox that are stored in one transaction. */
final class MailBatch {
    /** The most mails of one transaction. */
    static final int MAX_MAILS = 50;
    /** The most octets of one transaction. */
    static final int MAX_OCTETS = 8 << 20;

    private final List<Message> messages = new ArrayList<>();
    private final List<ReturnedMail> mails = new ArrayList<>();
    private int octets;

    /** Adds a mail. Its header contains the envelope, which the report's reader looks for there. */
    void add(Message message, byte[] content) {
        messages.add(message);
        mails.add(new ReturnedMail(content, ReturnEnvelope.UNKNOWN, ReportSource.MAILBOX));
        octets += content.length;
    }

    /** Whether another mail might exceed the limits. */
    boolean isFull() {
        return messages.size() >= MAX_MAILS || octets > MAX_OCTETS - ReportReader.MAX_OCTETS;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Stores the mails, and how far the mailbox was read with them. */
    void accept(ReportIntake intake, @Nullable MailboxPosition reached) {
        intake.accept(List.copyOf(mails), reached);
    }

    Message[] messages() {
        return messages.toArray(Message[]::new);
    }

    void clear() {
        messages.clear();
        mails.clear();
        octets = 0;
    }

    int size() {
        return messages.size();
    }
}
