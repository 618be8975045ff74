package telltale.sending;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.ClaimedDelivery;
import telltale.store.Outbox;

/**
 * The claimed deliveries that no mail server can take at present. They return to the queue and become due one after the
 * other, so that a long queue of them does not keep the others from being claimed.
 */
final class UnplacedMails {
    private static final Logger log = LoggerFactory.getLogger(UnplacedMails.class);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final Duration PAUSE_PER_MAIL = Duration.ofMillis(2);
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(10);

    private final Outbox outbox;
    private final MailServers servers;
    private Instant lastDue = Instant.MIN;
    private Instant lastWarning = Instant.MIN;

    UnplacedMails(Outbox outbox, MailServers servers) {
        this.outbox = outbox;
        this.servers = servers;
    }

    /** Returns deliveries to the queue. */
    void handBack(List<ClaimedDelivery> mails, Instant now) {
        if (mails.isEmpty()) {
            return;
        }
        lastDue = due(mails.size(), now);
        outbox.requeue(mails, lastDue);
        long without =
                mails.stream().filter(mail -> !servers.sendsAny(mail.origin())).count();
        if (without > 0 && now.isAfter(lastWarning.plus(WARNING_INTERVAL))) {
            lastWarning = now;
            log.warn(
                    "{} mails or more wait because no mail server sends mail of their sender and campaign."
                            + " Change EMAIL_SERVERS.",
                    without);
        }
    }

    private Instant due(int count, Instant now) {
        Instant first = now.plus(MIN_PAUSE);
        Instant start = lastDue.isAfter(first) ? lastDue : first;
        Instant next = start.plus(PAUSE_PER_MAIL.multipliedBy(count));
        Instant last = now.plus(MAX_PAUSE);
        return next.isBefore(last) ? next : last;
    }
}
