package telltale.mail;

import java.time.Clock;
import telltale.model.Outcome;

/**
 * Sends each mail over a new connection of its own, keeps nothing, and serves any number of threads; its lines keep one
 * connection each.
 */
public final class SmtpMailSender implements MailSender {
    private final SmtpRoute route;
    private final Clock clock;
    private final WriteAlarms alarms = new WriteAlarms();

    /**
     * A sender that goes that way.
     *
     * @param clock says when a server took a mail
     */
    public SmtpMailSender(SmtpRoute route, Clock clock) {
        this.route = route;
        this.clock = clock;
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
