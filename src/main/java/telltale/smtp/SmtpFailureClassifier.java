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
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.Refused;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer;

/**
 * Why a conversation ended without success.
 *
 * @param stage how far it came
 * @param reply the server's answer there, or null if none came
 * @param failure what Angus made of it
 */
record SmtpFailureClassifier(
        SmtpRoute route, SmtpStage stage, @Nullable SmtpReply reply, Exception failure) {
    Outcome outcome() {
        return reply == null ? withoutReply() : withReply(reply);
    }

    private Outcome withReply(SmtpReply said) {
        if (stage == SmtpStage.EHLO && said.isPositive()) {
            return failure instanceof AuthenticationFailedException ? noCommonLogin() : noStartTls();
        }
        if (said.isTransient()) {
            return failed(Reason.TEMPORARY, said.inOneLine());
        }
        if (said.isPermanent()) {
            return switch (stage) {
                case AUTH -> failed(Reason.CREDENTIALS, credentials(said));
                case STARTTLS -> failed(Reason.INSECURE, route + " refused STARTTLS: " + said.inOneLine());
                case CONNECT, EHLO, MAIL, RCPT, DATA, END_OF_DATA ->
                    new Refused(stage, said.code(), detail(said.inOneLine()));
            };
        }
        if (stage == SmtpStage.STARTTLS && said.isPositive()) {
            return brokenHandshake();
        }
        return failed(broken(), route + " gave an answer that means nothing here: " + said.inOneLine());
    }

    private Outcome withoutReply() {
        if (stage == SmtpStage.CONNECT && isTlsFailure()) {
            return failed(Reason.INSECURE, tlsSentence());
        }
        return failed(broken(), brokenSentence());
    }

    private Outcome noStartTls() {
        return new Failed(
                Reason.INSECURE,
                SmtpStage.STARTTLS,
                detail(route + " offers no STARTTLS, so nothing was sent. If it speaks TLS from the first byte, set"
                        + " EMAIL_TLS=tls; EMAIL_TLS=none is for a server on this machine"));
    }

    private Outcome noCommonLogin() {
        return new Failed(
                Reason.CREDENTIALS,
                SmtpStage.AUTH,
                detail(route + " offers no way to log in that is known here (LOGIN, PLAIN, DIGEST-MD5, NTLM)"));
    }

    private Outcome brokenHandshake() {
        return isTlsFailure() ? failed(Reason.INSECURE, tlsSentence()) : failed(Reason.INTERRUPTED, brokenSentence());
    }

    private String credentials(SmtpReply said) {
        String gmail = SmtpServer.isGmail(route.host())
                ? " Gmail wants an app password, not the password of the account: switch 2-Step Verification on, make"
                        + " one at https://myaccount.google.com/apppasswords, and set it as EMAIL_PASS."
                : "";
        return route + " did not accept user and password." + gmail + " It said: " + said.inOneLine();
    }

    /** What a conversation that broke off means depends on how much of it there was. */
    private Reason broken() {
        return switch (stage) {
            case CONNECT -> Reason.UNREACHABLE;
            case EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA -> Reason.INTERRUPTED;
            case END_OF_DATA -> Reason.IN_DOUBT;
        };
    }

    private String brokenSentence() {
        String doubt = stage == SmtpStage.END_OF_DATA
                ? ". The mail was handed over, but the server did not confirm it: it may have arrived"
                : "";
        return whatBroke() + " (stage: " + stageInWords() + ")" + doubt;
    }

    private String whatBroke() {
        if (cause(UnknownHostException.class).isPresent()) {
            return "no such host: " + route.host();
        }
        if (cause(SocketTimeoutException.class).isPresent()) {
            return route + " did not answer in time";
        }
        if (cause(ConnectException.class).isPresent()) {
            return "nobody answers at " + route;
        }
        return route + " broke the connection off, or said something that is no SMTP";
    }

    private String stageInWords() {
        return stage == SmtpStage.END_OF_DATA ? "end of data" : stage.name();
    }

    /** A handshake that the network cut short says nothing about the other side's certificate. */
    private boolean isTlsFailure() {
        boolean cut = cause(SocketTimeoutException.class).isPresent()
                || cause(EOFException.class).isPresent()
                || cause(SocketException.class).isPresent();
        return cause(CertificateException.class).isPresent()
                || (cause(SSLException.class).isPresent() && !cut);
    }

    private String tlsSentence() {
        return cause(CertificateException.class).map(this::certificateSentence).orElseGet(this::noTlsSentence);
    }

    private String certificateSentence(CertificateException refused) {
        // The JDK reports another name by this class itself, and everything else by a subclass.
        boolean otherName = refused.getClass() == CertificateException.class;
        return "the certificate of " + route + (otherName ? " is for another name" : " is not trusted by this JVM")
                + ", so nothing was sent: " + refused.getMessage();
    }

    private String noTlsSentence() {
        return route + " did not start TLS, so nothing was sent: "
                + cause(SSLException.class).map(Throwable::getMessage).orElse("no reason given")
                + (stage == SmtpStage.CONNECT
                        ? ". If it wants STARTTLS (usual on port 587), set EMAIL_TLS=starttls"
                        : ". It agreed to STARTTLS before: look into its log, and whether it speaks TLS 1.2 or newer");
    }

    private <T extends Throwable> Optional<T> cause(Class<T> type) {
        return Stream.iterate((Throwable) failure, t -> t != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((outer, inner) -> inner);
    }

    private Outcome failed(Reason reason, String sentence) {
        return new Failed(reason, stage, detail(sentence));
    }

    private String detail(String sentence) {
        return DiagnosticText.of(sentence, route.login());
    }
}
