package telltale.smtp;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;

/**
 * A connection that stays open between messages. If the server has closed it meanwhile, the message is sent again over a
 * new one.
 */
final class PersistentSmtpConnection implements SmtpConnection {
    /** "Bad sequence of commands" (RFC 5321 section 4.2.3): the previous transaction is still open on the server. */
    private static final int BAD_SEQUENCE = 503;

    private final SmtpRoute route;
    private final MachineName machine;
    private final Clock clock;
    private final SmtpMetrics metrics;
    private @Nullable SmtpConversation conversation;
    /** The envelope that was last pipelined ahead of its message, if the server supports that. */
    private @Nullable Envelope announced;
    /** Whether an announced message was ever delivered. */
    private boolean announcingWorks;
    /** Whether one failed before that: some servers offer PIPELINING and discard commands that follow a message. */
    private boolean announcingFails;

    PersistentSmtpConnection(SmtpRoute route, MachineName machine, Clock clock, SmtpMetrics metrics) {
        this.route = route;
        this.machine = machine;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public Outcome send(ComposedMessage message, @Nullable Envelope next) {
        return ContextLoader.call(() -> {
            boolean reused = conversation != null;
            boolean wasAnnounced = reused && message.envelope().equals(announced);
            announced = announcingFails ? null : next;
            Outcome outcome = attempt(message, announced);
            if (!reused || !isConnectionLost(outcome)) {
                announcingWorks |= wasAnnounced;
                return outcome;
            }
            announcingFails |= wasAnnounced && !announcingWorks;
            announced = announcingFails ? null : next;
            return attempt(message, announced);
        });
    }

    private Outcome attempt(ComposedMessage message, @Nullable Envelope next) {
        SmtpConversation current = conversation;
        if (current == null) {
            current = new SmtpConversation(route, machine, clock, metrics);
            Outcome failure = current.open();
            if (failure != null) {
                current.close();
                return failure;
            }
            conversation = current;
        }
        Outcome outcome = current.send(message, next);
        if (isConnectionLost(outcome) || (outcome instanceof Failed failed && failed.reason() != Reason.TEMPORARY)) {
            closeConversation();
        }
        return outcome;
    }

    /**
     * Whether the connection was closed or became unusable before the message was transferred. On a reused connection,
     * that is no verdict on the message.
     */
    private static boolean isConnectionLost(Outcome outcome) {
        return outcome.match(
                accepted -> false,
                refused -> refused.stage() == SmtpStage.MAIL && refused.reply().code() == BAD_SEQUENCE,
                failed -> failed.reason() == Reason.INTERRUPTED
                        || (failed.reply() != null && failed.reply().isClosing()));
    }

    private void closeConversation() {
        SmtpConversation current = conversation;
        conversation = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void disconnect() {
        if (conversation != null) {
            ContextLoader.call(() -> {
                closeConversation();
                return true;
            });
        }
    }
}
