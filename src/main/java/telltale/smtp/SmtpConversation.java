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
import telltale.model.QueueId;
import telltale.model.SmtpReply;
import telltale.oauth.TokenUnavailableException;
import telltale.oauth.TokenUnavailableException.Kind;

/** One connection to a mail server and the messages sent over it in sequence. Not thread-safe. */
final class SmtpConversation implements AutoCloseable {
    /** The only reply after which Angus reports no failure. */
    private static final SmtpReply ACCEPTED = new SmtpReply(250, null, "");

    private final SmtpRoute route;
    private final MachineName machine;
    private final Clock clock;
    private final SmtpMetrics metrics;
    private PipeliningTransport transport;
    private @Nullable SmtpCredentials credentials;

    SmtpConversation(SmtpRoute route, MachineName machine, Clock clock, SmtpMetrics metrics) {
        this.route = route;
        this.machine = machine;
        this.clock = clock;
        this.metrics = metrics;
        this.transport = new PipeliningTransport(route, machine);
    }

    /**
     * Connects, secures the connection and logs in. If an access token is refused, a new one is tried over a new connection.
     *
     * @return null on success, else the failure
     */
    @Nullable
    Outcome open() {
        Outcome failure = logIn();
        if (!isTokenRefused(failure) || !route.replaceToken(credentials)) {
            return failure;
        }
        close();
        transport = new PipeliningTransport(route, machine);
        return logIn();
    }

    private boolean isTokenRefused(@Nullable Outcome failure) {
        return failure instanceof Failed failed
                && failed.reason() == Reason.CREDENTIALS
                && failed.reply() != null
                && credentials != null
                && credentials.isToken();
    }

    private @Nullable Outcome logIn() {
        try {
            credentials = route.credentials();
        } catch (TokenUnavailableException unavailable) {
            Reason reason = unavailable.kind() == Kind.UNREACHABLE ? Reason.UNREACHABLE : Reason.CREDENTIALS;
            return failed(reason, SmtpStage.AUTH, String.valueOf(unavailable.getMessage()));
        }
        return connect();
    }

    private @Nullable Outcome connect() {
        long began = System.nanoTime();
        try {
            transport.open(credentials);
        } catch (MessagingException | RuntimeException failure) {
            // Angus throws unchecked exceptions for some malformed replies.
            return diagnose(failure);
        } finally {
            metrics.connected(began);
        }
        if (credentials != null && !transport.isLoggedIn()) {
            return failed(
                    Reason.CREDENTIALS,
                    SmtpStage.AUTH,
                    route + " does not offer authentication (AUTH), so a login is not possible: nothing was sent");
        }
        return null;
    }

    /** Whether the connection is encrypted. */
    boolean isEncrypted() {
        return transport.isSSL();
    }

    /** Transfers one message, as {@link SmtpConnection#send} describes. */
    Outcome send(ComposedMessage message, @Nullable Envelope next) {
        if (message.needsSmtpUtf8() && !transport.supportsExtension("SMTPUTF8")) {
            return failed(
                    Reason.UNSUPPORTED,
                    SmtpStage.EHLO,
                    route + " does not support addresses with non-ASCII characters before the @ (it does not offer"
                            + " SMTPUTF8): nothing was sent");
        }
        long began = System.nanoTime();
        try {
            transport.transfer(message, next);
        } catch (MessagingException | RuntimeException failure) {
            SmtpReply reply = transport.reply();
            // Angus expects exactly 250, but the first digit decides (RFC 5321 section 4.3.2).
            boolean isAccepted = transport.stage() == SmtpStage.END_OF_DATA && reply != null && reply.isPositive();
            return isAccepted ? accepted() : diagnose(failure);
        } finally {
            metrics.conversed(began);
        }
        return accepted();
    }

    /** Sends QUIT and closes the connection. A failure here does not change any outcome. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (MessagingException | RuntimeException ignored) {
            // The outcomes are already known.
        }
    }

    private Outcome accepted() {
        SmtpReply reply = transport.reply();
        return reply == null
                ? new Accepted(clock.instant(), ACCEPTED)
                : new Accepted(
                        clock.instant(),
                        DiagnosticText.of(reply, credentials),
                        QueueId.in(reply.text()).orElse(null));
    }

    private Outcome diagnose(Exception failure) {
        return new SmtpFailureClassifier(route, credentials, transport.stage(), transport.reply(), failure).outcome();
    }

    private Outcome failed(Reason reason, SmtpStage stage, String text) {
        return new Failed(reason, stage, DiagnosticText.of(text, null));
    }
}
