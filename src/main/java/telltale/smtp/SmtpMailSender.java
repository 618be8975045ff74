package telltale.smtp;

import java.time.Clock;
import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome;
import telltale.supervision.Supervisor;

/**
 * Sends each message over its own connection. Thread-safe and stateless; each of its {@linkplain #persistentConnection
 * persistent connections} is for one thread.
 */
public final class SmtpMailSender implements MailSender {
    private final SmtpRoute route;
    private final MachineName machine;
    private final Clock clock;
    private final SmtpMetrics metrics;
    private final WriteTimeouts writeTimeouts;

    /** Creates a sender without a supervised thread and with metrics that are not exported, for tests and commands. */
    public SmtpMailSender(SmtpRoute route, Clock clock) {
        this(route, clock, Supervisor.withoutExit(), new SmtpMetrics());
    }

    /**
     * Creates a sender for one mail server.
     *
     * @param clock the source of the time at which a message was accepted
     * @param supervisor keeps the thread running that ends stalled writes
     * @param metrics records how long connections and conversations take
     */
    public SmtpMailSender(SmtpRoute route, Clock clock, Supervisor supervisor, SmtpMetrics metrics) {
        this(route, new MachineName(supervisor), clock, supervisor, metrics);
    }

    SmtpMailSender(SmtpRoute route, MachineName machine, Clock clock, Supervisor supervisor, SmtpMetrics metrics) {
        this.route = route;
        this.machine = machine;
        this.clock = clock;
        this.metrics = metrics;
        this.writeTimeouts = new WriteTimeouts(supervisor);
        route.useBufferedSockets(writeTimeouts);
    }

    @Override
    public Outcome send(ComposedMessage message) {
        return ContextLoader.call(() -> converse(message));
    }

    @Override
    public SmtpConnection persistentConnection() {
        return new PersistentSmtpConnection(route, machine, clock, metrics);
    }

    @Override
    public void close() {
        writeTimeouts.shutdownNow();
    }

    private Outcome converse(ComposedMessage message) {
        try (SmtpConversation conversation = new SmtpConversation(route, machine, clock, metrics)) {
            Outcome failure = conversation.open();
            return failure != null ? failure : conversation.send(message, null);
        }
    }
}
