package telltale.mail;

import java.time.Clock;
import telltale.model.Outcome;
import telltale.supervision.Supervisor;

/**
 * Sends each mail over a new connection of its own, keeps nothing, and serves any number of threads; its lines keep one
 * connection each.
 */
public final class SmtpMailSender implements MailSender {
    private final SmtpRoute route;
    private final Clock clock;
    private final WriteAlarms alarms;

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
        this.alarms = new WriteAlarms(supervisor);
        route.connectBy(alarms);
    }

    @Override
    public Outcome send(ComposedMail mail) {
        return ContextLoader.call(() -> converse(mail));
    }

    @Override
    public MailLine line() {
        return new KeptLine(route, clock);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }

    private Outcome converse(ComposedMail mail) {
        try (SmtpConversation conversation = new SmtpConversation(route, clock)) {
            Outcome noConversation = conversation.open();
            return noConversation != null ? noConversation : conversation.send(mail, null);
        }
    }
}
