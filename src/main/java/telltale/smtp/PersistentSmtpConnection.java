package telltale.smtp;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;

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
        if (isConnectionLost(outcome) || (outcome instanceof Failed failed && !isReusableAfter(failed))) {
            closeConversation();
        }
        return outcome;
    }

    /**
     * Whether the connection was closed or became unusable before the message was transferred. On a reused connection,
     * that is no verdict on the message. The reply to MAIL may have been sent before it, when the server closed the
     * connection between two messages.
     */
    private static boolean isConnectionLost(Outcome outcome) {
        if (!(outcome instanceof Failed failed)) {
            return false;
        }
        SmtpReply reply = failed.reply();
        return failed.reason() == Reason.INTERRUPTED
                || (failed.stage() == SmtpStage.MAIL
                        && reply != null
                        && (reply.isClosing() || reply.code() == BAD_SEQUENCE));
    }

    private static boolean isReusableAfter(Failed failed) {
        boolean isRejected = failed.reason() == Reason.TEMPORARY || failed.reason() == Reason.SENDER_REJECTED;
        return isRejected && failed.reply() != null && !failed.reply().isClosing();
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
