package telltale.mail;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;

/** One kept connection. A server may close one that it has served for a while: then the same mail goes over a new one. */
final class KeptLine implements MailLine {
    /** "Service not available, closing transmission channel" (RFC 5321 section 3.8). */
    private static final String CLOSING = "421";

    private final SmtpRoute route;
    private final Clock clock;
    private @Nullable SmtpConversation open;

    KeptLine(SmtpRoute route, Clock clock) {
        this.route = route;
        this.clock = clock;
    }

    @Override
    public Outcome send(ComposedMail mail) {
        return ContextLoader.call(() -> {
            boolean used = open != null;
            Outcome outcome = converse(mail);
            return used && isGone(outcome) ? converse(mail) : outcome;
        });
    }

    private Outcome converse(ComposedMail mail) {
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
        Outcome outcome = conversation.send(mail);
        if (outcome instanceof Failed failed && (failed.reason() != Reason.TEMPORARY || isGone(outcome))) {
            hangUp();
        }
        return outcome;
    }

    /** Whether the connection ended before the mail was handed over, which on a kept one says nothing about the mail. */
    private static boolean isGone(Outcome outcome) {
        return outcome instanceof Failed failed
                && (failed.reason() == Reason.INTERRUPTED
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
