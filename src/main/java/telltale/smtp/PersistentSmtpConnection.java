package telltale.smtp;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;

/** One kept connection. A server may close one that it has served for a while: then the same mail goes over a new one. */
final class PersistentSmtpConnection implements SmtpConnection {
    /** "Service not available, closing transmission channel" (RFC 5321 section 3.8). */
    private static final String CLOSING = "421";
    /** "Bad sequence of commands" (RFC 5321 section 4.2.3): what a server says that has not ended the mail before. */
    private static final int OUT_OF_STEP = 503;

    private final SmtpRoute route;
    private final Clock clock;
    private @Nullable SmtpConversation open;
    /** Of which mail the server was last told ahead, if it takes that. */
    private @Nullable Envelope told;
    /** Whether a mail ever came through of which a server was told ahead. */
    private boolean worksAhead;
    /** Whether one was in vain before that: some say that they take groups of commands, and lose what follows a message. */
    private boolean failsAhead;

    PersistentSmtpConnection(SmtpRoute route, Clock clock) {
        this.route = route;
        this.clock = clock;
    }

    @Override
    public Outcome send(ComposedMessage mail, @Nullable Envelope next) {
        return ContextLoader.call(() -> {
            boolean used = open != null;
            boolean ahead = used && mail.envelope().equals(told);
            told = failsAhead ? null : next;
            Outcome outcome = converse(mail, told);
            if (!used || !isGone(outcome)) {
                worksAhead |= ahead;
                return outcome;
            }
            failsAhead |= ahead && !worksAhead;
            told = failsAhead ? null : next;
            return converse(mail, told);
        });
    }

    private Outcome converse(ComposedMessage mail, @Nullable Envelope next) {
        SmtpConversation conversation = open;
        if (conversation == null) {
            conversation = new SmtpConversation(route, clock);
            Outcome noConversation = conversation.open();
            if (noConversation != null) {
                conversation.close();
                return noConversation;
            }
            open = conversation;
        }
        Outcome outcome = conversation.send(mail, next);
        if (isGone(outcome) || (outcome instanceof Failed failed && failed.reason() != Reason.TEMPORARY)) {
            hangUp();
        }
        return outcome;
    }

    /**
     * Whether the connection ended, or is of no more use, before the mail was handed over, which on a kept one says nothing
     * about the mail.
     */
    private static boolean isGone(Outcome outcome) {
        return outcome.match(
                accepted -> false,
                refused -> refused.stage() == SmtpStage.MAIL && refused.code() == OUT_OF_STEP,
                failed -> failed.reason() == Reason.INTERRUPTED
                        || (failed.reason() == Reason.TEMPORARY
                                && failed.detail().startsWith(CLOSING)));
    }

    private void hangUp() {
        SmtpConversation conversation = open;
        open = null;
        if (conversation != null) {
            conversation.close();
        }
    }

    @Override
    public void rest() {
        if (open != null) {
            ContextLoader.call(() -> {
                hangUp();
                return true;
            });
        }
    }
}
