package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.TestMessages;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Failures to log in and to secure the connection: nothing is sent then. */
class SmtpSecurityTest extends ScriptedServerTest {
    @ParameterizedTest
    @CsvSource({
        "535 5.7.8 Username and Password not accepted., CREDENTIALS",
        "534 5.7.9 Please log in with your web browser, CREDENTIALS",
        "501 5.5.2 what?, CREDENTIALS",
        "454 4.7.0 Temporary authentication failure, TEMPORARY",
        "421 4.7.0 Try again later, TEMPORARY",
    })
    void aRejectedLoginIsACredentialsFailure(String reply, Reason reason) {
        server.offer("AUTH PLAIN LOGIN").reply(Step.AUTH, reply);

        Failed failed =
                assertFailed(reason, SmtpStage.AUTH, reply, send(TestMessages.hello(), Tls.NONE, LOGIN, LONG_TIMEOUTS));

        assertFalse(server.commands().contains("MAIL FROM:<news@example.org>"), failed.detail());
    }

    @Test
    void nothingIsSentIfALoginIsSetAndTheServerOffersNone() {
        assertFailed(
                Reason.CREDENTIALS,
                SmtpStage.AUTH,
                "does not offer authentication",
                send(TestMessages.hello(), Tls.NONE, LOGIN, LONG_TIMEOUTS));
        assertFalse(server.commands().toString().contains("MAIL"));
    }

    @Test
    void anUnsupportedAuthenticationMechanismIsReported() {
        server.offer("AUTH GSSAPI");

        assertFailed(
                Reason.CREDENTIALS,
                SmtpStage.AUTH,
                "no supported authentication mechanism",
                send(TestMessages.hello(), Tls.NONE, LOGIN, LONG_TIMEOUTS));
    }

    @Test
    void withoutStartTlsNothingIsSent() {
        server.offer("AUTH PLAIN");

        assertFailed(
                Reason.INSECURE,
                SmtpStage.STARTTLS,
                "does not offer STARTTLS",
                send(TestMessages.hello(), Tls.STARTTLS, LOGIN, LONG_TIMEOUTS));
        assertFalse(
                server.commands().toString().contains("AUTH "),
                server.commands().toString());
        assertFalse(
                server.commands().toString().contains("MAIL"), server.commands().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "502 5.5.1 not today, INSECURE",
        "454 4.7.0 TLS not available due to temporary reason, TEMPORARY",
    })
    void nothingIsSentAfterARejectedStartTls(String reply, Reason reason) {
        server.offer("STARTTLS").reply(Step.STARTTLS, reply);

        assertFailed(reason, SmtpStage.STARTTLS, reply, send(TestMessages.hello(), Tls.STARTTLS, LOGIN, LONG_TIMEOUTS));
        assertFalse(
                server.commands().toString().contains("AUTH"), server.commands().toString());
    }

    @Test
    void implicitTlsNeverFallsBackToClearText() {
        Failed failed = assertInstanceOf(Failed.class, send(TestMessages.hello(), Tls.TLS, LOGIN, LONG_TIMEOUTS));

        assertEquals(Reason.INSECURE, failed.reason());
        assertTrue(failed.detail().contains("EMAIL_TLS=starttls"), failed.detail());
    }

    @Test
    void aHandshakeFailureAfterStartTlsDoesNotSuggestStartTls() {
        SmtpRoute route = SmtpRoute.to(new SmtpServer("127.0.0.1", 587, Tls.STARTTLS, null), LONG_TIMEOUTS);
        Exception broken =
                new MessagingException("no handshake", new SSLException("Unsupported or unrecognized SSL message"));
        SmtpReply agreed = SmtpReply.parse(220, "220 2.0.0 go ahead");

        Failed failed = assertInstanceOf(
                Failed.class, new SmtpFailureClassifier(route, null, SmtpStage.STARTTLS, agreed, broken).outcome());

        assertEquals(Reason.INSECURE, failed.reason());
        assertFalse(failed.detail().contains("EMAIL_TLS"), failed.detail());
        assertTrue(failed.detail().contains("STARTTLS"), failed.detail());
    }

    @Test
    void aPasswordEchoedByTheServerIsMasked() {
        server.offer("AUTH PLAIN")
                .reply(Step.AUTH, "535 hunter2-and-more is wrong, as is bmV3cwBuZXdzAGh1bnRlcjItYW5kLW1vcmU=");

        assertEquals(
                "127.0.0.1:" + server.port()
                        + " rejected the user name and password. Reply: 535 **** is wrong, as is ****",
                send(TestMessages.hello(), Tls.NONE, LOGIN, LONG_TIMEOUTS).detail());
    }

    @Test
    void aRejectedGmailLoginExplainsAppPasswords() {
        SmtpRoute gmail = SmtpRoute.to(new SmtpServer("smtp.gmail.com", 587, Tls.STARTTLS, LOGIN), LONG_TIMEOUTS);
        SmtpReply reply = SmtpReply.parse(
                535,
                "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8"
                        + "  https://support.google.com/mail/?p=BadCredentials x1 - gsmtp\n");

        assertEquals(
                "smtp.gmail.com:587 rejected the user name and password. Gmail requires an app password, not the account"
                        + " password: turn on 2-Step Verification, create an app password at"
                        + " https://myaccount.google.com/apppasswords, and set it as EMAIL_PASS. Reply: 535 5.7.8"
                        + " Username and Password not accepted. For more information, go to"
                        + " https://support.google.com/mail/?p=BadCredentials x1 - gsmtp",
                new SmtpFailureClassifier(gmail, null, SmtpStage.AUTH, reply, new IllegalStateException())
                        .outcome()
                        .detail());
    }
}
