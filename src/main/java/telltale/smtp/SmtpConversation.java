package telltale.smtp;

import jakarta.mail.MessagingException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;

/** One connection to a mail server, and the mails that go over it one after the other. Not for several threads. */
final class SmtpConversation implements AutoCloseable {
    private final SmtpRoute route;
    private final Clock clock;
    private final PipeliningTransport transport;

    SmtpConversation(SmtpRoute route, Clock clock) {
        this.route = route;
        this.clock = clock;
        this.transport = new PipeliningTransport(route);
    }

    /**
     * Connects, secures the connection and logs in.
     *
     * @return null, or why there will be no conversation
     */
    @Nullable
    Outcome open() {
        try {
            transport.open();
        } catch (MessagingException | RuntimeException failure) {
            // Unchecked, because Angus answers some nonsense of servers that way.
            return diagnose(failure);
        }
        if (route.login() != null && !transport.isLoggedIn()) {
            return failed(
                    Reason.CREDENTIALS,
                    SmtpStage.AUTH,
                    route + " offers no login (AUTH), so user and password cannot be used: nothing was sent");
        }
        return null;
    }

    /** Hands one mail over, as of {@link SmtpConnection#send}. */
    Outcome send(ComposedMessage mail, @Nullable Envelope next) {
        if (mail.needsSmtpUtf8() && !transport.supportsExtension("SMTPUTF8")) {
            return failed(
                    Reason.UNSUPPORTED,
                    SmtpStage.EHLO,
                    route + " takes no mail address with letters outside of ASCII before the @ (it offers no SMTPUTF8):"
                            + " nothing was sent");
        }
        try {
            transport.hand(mail, next);
        } catch (MessagingException | RuntimeException failure) {
            SmtpReply reply = transport.reply();
            // Angus wants 250 exactly; the first digit is what counts (RFC 5321 section 4.3.2).
            boolean taken = transport.stage() == SmtpStage.END_OF_DATA && reply != null && reply.isPositive();
            return taken ? accepted() : diagnose(failure);
        }
        return accepted();
    }

    /** Says goodbye. What goes wrong now changes nothing any more. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (MessagingException | RuntimeException alreadyGone) {
            // The mail's outcome stands.
        }
    }

    private Outcome accepted() {
        SmtpReply reply = transport.reply();
        return new Accepted(clock.instant(), DiagnosticText.of(reply == null ? "" : reply.inOneLine(), route.login()));
    }

    private Outcome diagnose(Exception failure) {
        return new SmtpFailureClassifier(route, transport.stage(), transport.reply(), failure).outcome();
    }

    private Outcome failed(Reason reason, SmtpStage stage, String sentence) {
        return new Failed(reason, stage, DiagnosticText.of(sentence, null));
    }
}
