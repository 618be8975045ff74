package telltale.smtp;

import java.time.Clock;
import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome;
import telltale.supervision.Supervisor;

/**
 * Sends each mail over a new connection of its own, keeps nothing, and serves any number of threads; its lines keep one
 * connection each.
 */
public final class SmtpMailSender implements MailSender {
    private final SmtpRoute route;
    private final Clock clock;
    private final WriteTimeouts alarms;

    /** A sender that goes that way, where no supervisor watches: in a test or a command. */
    public SmtpMailSender(SmtpRoute route, Clock clock) {
        this(route, clock, Supervisor.withoutExit());
    }

    /**
     * A sender that goes that way.
     *
     * @param clock says when a server took a mail
     * @param supervisor keeps the thread running that ends writes which take too long
     */
    public SmtpMailSender(SmtpRoute route, Clock clock, Supervisor supervisor) {
        this.route = route;
        this.clock = clock;
        this.alarms = new WriteTimeouts(supervisor);
        route.connectBy(alarms);
    }

    @Override
    public Outcome send(ComposedMessage mail) {
        return ContextLoader.call(() -> converse(mail));
    }

    @Override
    public SmtpConnection line() {
        return new PersistentSmtpConnection(route, clock);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }

    private Outcome converse(ComposedMessage mail) {
        try (SmtpConversation conversation = new SmtpConversation(route, clock)) {
            Outcome noConversation = conversation.open();
            return noConversation != null ? noConversation : conversation.send(mail, null);
        }
    }
}
