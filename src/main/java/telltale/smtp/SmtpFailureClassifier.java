package telltale.smtp;

import jakarta.mail.AuthenticationFailedException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import telltale.failure.FailureRules;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.model.Repair;
import telltale.model.ReplyMeaning;
import telltale.model.SmtpReply;
import telltale.settings.SmtpServer;

/**
 * Derives the outcome of a failed SMTP conversation.
 *
 * @param credentials what the connection logged in with, or null
 * @param stage the stage at which it failed
 * @param reply the server's reply at that stage, or null if there was none
 * @param failure the exception that Angus threw
 */
record SmtpFailureClassifier(
        SmtpRoute route,
        @Nullable SmtpCredentials credentials,
        SmtpStage stage,
        @Nullable SmtpReply reply,
        Exception failure) {
    /** The length of a reply that is followed by advice. */
    private static final int MAX_WORDS = 320;

    Outcome outcome() {
        return reply == null ? withoutReply() : withReply(reply);
    }

    private Outcome withReply(SmtpReply reply) {
        if (stage == SmtpStage.EHLO && reply.isPositive()) {
            return failure instanceof AuthenticationFailedException ? noCommonLogin() : noStartTls();
        }
        if (reply.isTransient()) {
            return failed(Reason.TEMPORARY, reply.text(), reply);
        }
        if (reply.isPermanent()) {
            return switch (stage) {
                case AUTH -> failed(Reason.CREDENTIALS, rejectedLogin(reply), reply);
                case STARTTLS -> failed(Reason.INSECURE, route + " rejected STARTTLS: " + reply.text(), reply);
                case CONNECT, EHLO, MAIL, RCPT, DATA, END_OF_DATA -> rejected(reply);
            };
        }
        if (stage == SmtpStage.STARTTLS && reply.isPositive()) {
            return brokenHandshake();
        }
        return failed(lostConnection(), route + " sent an unexpected reply: " + reply.text(), reply);
    }

    /** A permanent reply is a refusal, unless it is about the sender and can be repaired. */
    private Outcome rejected(SmtpReply reply) {
        ReplyMeaning meaning = ReplyMeaning.of(stage, reply);
        return meaning.isRepairable()
                ? failed(Reason.SENDER_REJECTED, withAdvice(reply.text(), meaning.repair()), reply)
                : new Refused(stage, DiagnosticText.of(reply, credentials), failure(reply));
    }

    /** The words of the server, shortened if necessary, and the advice. */
    private String withAdvice(String words, Repair repair) {
        return DiagnosticText.bounded(words, credentials, MAX_WORDS) + " [not about the recipient: " + repair.advice()
                + "]";
    }

    private Outcome withoutReply() {
        if (stage == SmtpStage.CONNECT && isTlsFailure()) {
            return failed(Reason.INSECURE, tlsText());
        }
        return failed(lostConnection(), lostConnectionText());
    }

    private Outcome noStartTls() {
        return new Failed(
                Reason.INSECURE,
                SmtpStage.STARTTLS,
                detail(route
                        + " does not offer STARTTLS, so nothing was sent. If it uses implicit TLS, set EMAIL_TLS=tls;"
                        + " EMAIL_TLS=none is for a server on this machine"));
    }

    private Outcome noCommonLogin() {
        return new Failed(
                Reason.CREDENTIALS,
                SmtpStage.AUTH,
                detail(route
                        + (isToken()
                                ? " accepts no access tokens (it offers neither OAUTHBEARER nor XOAUTH2)"
                                : " offers no supported authentication mechanism (LOGIN, PLAIN, DIGEST-MD5, NTLM)")));
    }

    private Outcome brokenHandshake() {
        return isTlsFailure() ? failed(Reason.INSECURE, tlsText()) : failed(Reason.INTERRUPTED, lostConnectionText());
    }

    private boolean isToken() {
        return credentials != null && credentials.isToken();
    }

    private String rejectedLogin(SmtpReply reply) {
        if (isToken()) {
            return route
                    + " refused the access token. Check that EMAIL_USER granted it, that EMAIL_OAUTH_SCOPE includes"
                    + " sending by SMTP, and that authenticated SMTP is allowed for the mailbox. Reply: "
                    + reply.text();
        }
        String gmail = SmtpServer.isGmail(route.host())
                ? " Gmail requires an app password, not the account password: turn on 2-Step Verification, create an"
                        + " app password at https://myaccount.google.com/apppasswords, and set it as EMAIL_PASS."
                : "";
        return route + " rejected the user name and password." + gmail + " Reply: " + reply.text();
    }

    /** The reason for a lost connection, which depends on the stage reached. */
    private Reason lostConnection() {
        return switch (stage) {
            case CONNECT -> Reason.UNREACHABLE;
            case EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA -> Reason.INTERRUPTED;
            case END_OF_DATA -> Reason.IN_DOUBT;
        };
    }

    private String lostConnectionText() {
        String doubt = stage == SmtpStage.END_OF_DATA
                ? ". The message was sent, but the server did not confirm it: it may have been delivered"
                : "";
        return cause() + " (stage: " + stageName() + ")" + doubt;
    }

    private String cause() {
        if (cause(UnknownHostException.class).isPresent()) {
            return "unknown host: " + route.host();
        }
        if (cause(SocketTimeoutException.class).isPresent()) {
            return route + " did not respond in time";
        }
        if (cause(ConnectException.class).isPresent()) {
            return "could not connect to " + route;
        }
        return route + " closed the connection or violated the SMTP protocol";
    }

    private String stageName() {
        return stage == SmtpStage.END_OF_DATA ? "end of data" : stage.name();
    }

    /** Whether TLS itself failed; a handshake that the network interrupted says nothing about the certificate. */
    private boolean isTlsFailure() {
        boolean interrupted = cause(SocketTimeoutException.class).isPresent()
                || cause(EOFException.class).isPresent()
                || cause(SocketException.class).isPresent();
        return cause(CertificateException.class).isPresent()
                || (cause(SSLException.class).isPresent() && !interrupted);
    }

    private String tlsText() {
        return cause(CertificateException.class).map(this::certificateText).orElseGet(this::handshakeText);
    }

    private String certificateText(CertificateException rejected) {
        // The JDK reports a name mismatch with this very class, and every other problem with a subclass.
        boolean nameMismatch = rejected.getClass() == CertificateException.class;
        return "the certificate of " + route + (nameMismatch ? " is for another name" : " is not trusted by this JVM")
                + ", so nothing was sent: " + rejected.getMessage();
    }

    private String handshakeText() {
        return "the TLS handshake with " + route + " failed, so nothing was sent: "
                + cause(SSLException.class).map(Throwable::getMessage).orElse("no reason given")
                + (stage == SmtpStage.CONNECT
                        ? ". If the server expects STARTTLS (common on port 587), set EMAIL_TLS=starttls"
                        : ". It had agreed to STARTTLS: check its log, and whether it supports TLS 1.2 or newer");
    }

    private <T extends Throwable> Optional<T> cause(Class<T> type) {
        return Stream.iterate((Throwable) failure, t -> t != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((outer, inner) -> inner);
    }

    private Outcome failed(Reason reason, String text) {
        return new Failed(reason, stage, detail(text));
    }

    private Outcome failed(Reason reason, String text, SmtpReply decisive) {
        FailureReason failure = decisive.isPositive() ? reason.failure() : failure(decisive);
        return new Failed(reason, stage, detail(text), DiagnosticText.of(decisive, credentials), failure);
    }

    private FailureReason failure(SmtpReply negative) {
        return FailureRules.builtIn().reason(stage, negative);
    }

    private String detail(String text) {
        return DiagnosticText.of(text, credentials);
    }
}
