package telltale.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a mailbox that is read.
 *
 * @param setting the setting that names it
 * @param mailbox the mailbox without its user's name
 * @param lastReadAt when it was last read to its end, null before the first time
 * @param error why it cannot be read at present, in one line without an address; null if it can
 * @param mails the mails that were read since the start
 */
public record MailboxStatus(
        String setting,
        String mailbox,
        @Nullable Instant lastReadAt,
        @Nullable String error,
        long mails) {
    /** The state before the first connection. */
    static MailboxStatus initial(String setting, String mailbox) {
        return new MailboxStatus(setting, mailbox, null, null, 0);
    }

    MailboxStatus readAt(Instant now) {
        return new MailboxStatus(setting, mailbox, now, null, mails);
    }

    MailboxStatus failed(String reason) {
        return new MailboxStatus(setting, mailbox, lastReadAt, reason, mails);
    }

    MailboxStatus plus(int read) {
        return new MailboxStatus(setting, mailbox, lastReadAt, error, mails + read);
    }
}
