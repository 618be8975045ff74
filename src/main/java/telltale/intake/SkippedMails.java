package telltale.intake;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.LruCache;

/** The mails of a mailbox that could not be fetched, so that one of them does not keep those behind it from being read. */
final class SkippedMails {
    private static final Logger log = LoggerFactory.getLogger(SkippedMails.class);
    /** How often the server may refuse to send a mail. */
    private static final int MAX_REFUSALS = 2;
    /** How often the connection may be lost at the same mail: rarely is that the mail's fault. */
    private static final int MAX_LOSSES = 10;

    private static final int MAX_REMEMBERED = 1_000;

    private final String mailbox;
    private final LruCache<String, Failures> failures = new LruCache<>(MAX_REMEMBERED);

    /** @param mailbox its name for logs */
    SkippedMails(String mailbox) {
        this.mailbox = mailbox;
    }

    private record Failures(int refusals, int losses) {
        private static final Failures NONE = new Failures(0, 0);

        boolean isSkipped() {
            return refusals >= MAX_REFUSALS || losses >= MAX_LOSSES;
        }
    }

    boolean contains(String uid) {
        return of(uid).isSkipped();
    }

    /** Records that the server did not send a mail. */
    void addRefusal(String uid, Exception reason) {
        Failures before = of(uid);
        add(uid, new Failures(before.refusals + 1, before.losses), reason);
    }

    /** Records that the connection was lost while the server sent a mail. */
    void addLoss(String uid, Exception reason) {
        Failures before = of(uid);
        add(uid, new Failures(before.refusals, before.losses + 1), reason);
    }

    /** Records that a mail could be fetched, but not stored. */
    void addUnstorable(String uid, RuntimeException reason) {
        failures.put(uid, new Failures(MAX_REFUSALS, 0));
        log.error("The mail with the UID {} in {} cannot be stored and is skipped", uid, mailbox, reason);
    }

    private void add(String uid, Failures now, Exception reason) {
        failures.put(uid, now);
        if (now.isSkipped()) {
            log.warn(
                    "The mail with the UID {} in {} cannot be fetched and is skipped: {}",
                    uid,
                    mailbox,
                    FailureText.of(reason));
        }
    }

    private Failures of(String uid) {
        Failures found = failures.get(uid);
        return found == null ? Failures.NONE : found;
    }
}
