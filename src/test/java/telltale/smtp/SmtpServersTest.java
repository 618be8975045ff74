package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import telltale.message.TestMessages;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/** Conversations with real servers: in clear text, with a login, with implicit TLS and with STARTTLS. */
class SmtpServersTest {
    private static final String USER = "news@example.org";
    private static final String PASSWORD = "correct horse battery";

    private static SSLContext localhost;
    private static SSLContext otherHost;

    @BeforeAll
    static void makeCertificates(@TempDir Path one, @TempDir Path two) throws Exception {
        localhost = Certificates.madeFor("dns:localhost,ip:127.0.0.1", one).context();
        otherHost = Certificates.madeFor("dns:mail.example.net", two).context();
    }

    @Test
    void greenMailAcceptsAMessageInClearText() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        try {
            Outcome outcome = send(new SmtpServer("127.0.0.1", server.getSmtp().getPort(), Tls.NONE, null));

            assertInstanceOf(Accepted.class, outcome, outcome.detail());
            assertReceived(server);
        } finally {
            server.stop();
        }
    }

    @Test
    void greenMailAcceptsAMessageWithALogin() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser(USER, USER, PASSWORD);
        try {
            Outcome outcome = send(new SmtpServer(
                    "127.0.0.1", server.getSmtp().getPort(), Tls.NONE, new Login(USER, new Secret(PASSWORD))));

            assertInstanceOf(Accepted.class, outcome, outcome.detail());
            assertReceived(server);
        } finally {
            server.stop();
        }
    }

    @Test
    void greenMailRejectsAWrongPassword() {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTP);
        server.setUser(USER, USER, PASSWORD);
        try {
            Outcome outcome = send(new SmtpServer(
                    "127.0.0.1", server.getSmtp().getPort(), Tls.NONE, new Login(USER, new Secret("wrong"))));

            assertFailed(Reason.CREDENTIALS, SmtpStage.AUTH, "Reply: 535", outcome);
            assertEquals(0, server.getReceivedMessages().length);
        } finally {
            server.stop();
        }
    }

    @Test
    void greenMailAcceptsAMessageOverImplicitTls() throws Exception {
        GreenMail server = greenMail(ServerSetup.PROTOCOL_SMTPS);
        server.setUser(USER, USER, PASSWORD);
        try {
            int port = server.getSmtps().getPort();
            Properties session = new Properties();
            session.put("mail.transport.protocol", "smtps");
            session.put("mail.smtps.host", "127.0.0.1");
            session.put("mail.smtps.port", String.valueOf(port));
            session.put("mail.smtps.user", USER);
            session.put("mail.smtps.password", PASSWORD);
            session.put("mail.smtps.ssl.trust", "127.0.0.1");
            session.put("mail.smtps.ssl.checkserveridentity", "false");
            Outcome outcome =
                    sender(SmtpRoute.of(Session.getInstance(session), false)).send(TestMessages.hello());

            assertInstanceOf(Accepted.class, outcome, outcome.detail());
            assertReceived(server);
            assertFailed(
                    Reason.INSECURE,
                    SmtpStage.CONNECT,
                    "is not trusted by this JVM",
                    send(new SmtpServer("127.0.0.1", port, Tls.TLS, null)));
        } finally {
            server.stop();
        }
    }

    @Test
    void subEthaAcceptsAMessageWithStartTlsAndLogin() {
        try (SubEtha server = new SubEtha(localhost)) {
            Outcome outcome =
                    sender(trusting(server, localhost, "localhost", PASSWORD)).send(TestMessages.hello());

            assertInstanceOf(Accepted.class, outcome, outcome.detail());
            assertArrayEquals(TestMessages.bytes(TestMessages.hello()), server.received.get(0));
        }
    }

    @Test
    void subEthaRejectsAWrongPasswordAfterStartTls() {
        try (SubEtha server = new SubEtha(localhost)) {
            assertFailed(
                    Reason.CREDENTIALS,
                    SmtpStage.AUTH,
                    "Reply: 535",
                    sender(trusting(server, localhost, "localhost", "wrong")).send(TestMessages.hello()));
        }
    }

    @Test
    void anUntrustedCertificateEndsTheConversation() {
        try (SubEtha server = new SubEtha(localhost)) {
            SmtpServer target =
                    new SmtpServer("127.0.0.1", server.port(), Tls.STARTTLS, new Login(USER, new Secret(PASSWORD)));

            assertFailed(Reason.INSECURE, SmtpStage.STARTTLS, "is not trusted by this JVM", send(target));
            assertEquals(List.of(), server.received);
        }
    }

    @Test
    void aCertificateForAnotherNameEndsTheConversation() {
        try (SubEtha server = new SubEtha(otherHost)) {
            assertFailed(
                    Reason.INSECURE,
                    SmtpStage.STARTTLS,
                    "is for another name",
                    sender(trusting(server, otherHost, "127.0.0.1", PASSWORD)).send(TestMessages.hello()));
            assertFailed(
                    Reason.INSECURE,
                    SmtpStage.STARTTLS,
                    "is for another name",
                    sender(trusting(server, otherHost, "localhost", PASSWORD)).send(TestMessages.hello()));
            assertEquals(List.of(), server.received);
        }
    }

    @Test
    void theScriptedServerSupportsStartTls() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offerTls(localhost)) {
            Properties session = session(server.port(), localhost, "localhost");
            Outcome outcome =
                    sender(SmtpRoute.of(Session.getInstance(session), false)).send(TestMessages.hello());

            assertInstanceOf(Accepted.class, outcome, outcome.detail());
            assertEquals(List.of(TestMessages.wire(TestMessages.hello())), server.messages());
        }
    }

    private static GreenMail greenMail(String protocol) {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
        return server;
    }

    private static SmtpRoute trusting(SubEtha server, SSLContext trusted, String host, String password) {
        Properties session = session(server.port(), trusted, host);
        session.put("mail.smtp.user", USER);
        session.put("mail.smtp.password", password);
        return SmtpRoute.of(Session.getInstance(session), false);
    }

    private static Properties session(int port, SSLContext trusted, String host) {
        Properties session = new Properties();
        session.put("mail.smtp.host", host);
        session.put("mail.smtp.port", String.valueOf(port));
        session.put("mail.smtp.ssl.socketFactory", trusted.getSocketFactory());
        return session;
    }

    private static Outcome send(SmtpServer server) {
        return sender(SmtpRoute.to(server, SmtpTimeouts.DEFAULT)).send(TestMessages.hello());
    }

    private static MailSender sender(SmtpRoute route) {
        return new SmtpMailSender(route, Clock.systemUTC());
    }

    private static void assertReceived(GreenMail server) throws Exception {
        MimeMessage received = server.getReceivedMessages()[0];
        assertEquals("Hello", received.getSubject());
        String html = ((MimeMultipart) received.getContent())
                .getBodyPart(1)
                .getContent()
                .toString();
        assertEquals("<p>Hello Ann</p>" + TestMessages.PIXEL.toHtml(), html);
    }

    private static void assertFailed(Reason reason, SmtpStage stage, String text, Outcome outcome) {
        Failed failed = assertInstanceOf(Failed.class, outcome, outcome.detail());
        assertEquals(reason, failed.reason(), failed.detail());
        assertEquals(stage, failed.stage(), failed.detail());
        assertTrue(failed.detail().contains(text), failed.detail());
    }

    /** A server that requires STARTTLS and a login. */
    private static final class SubEtha implements AutoCloseable {
        private final List<byte[]> received = new CopyOnWriteArrayList<>();
        private final SMTPServer server;

        SubEtha(SSLContext certificate) {
            server = SMTPServer.port(0)
                    .bindAddress(InetAddress.getLoopbackAddress())
                    .startTlsSocketFactory(certificate)
                    .requireTLS()
                    .requireAuth()
                    .insertReceivedHeaders(false)
                    .authenticationHandlerFactory(
                            new EasyAuthenticationHandlerFactory((user, password, context) -> check(user, password)))
                    .messageHandler((context, from, to, data) -> received.add(data))
                    .build();
            server.start();
        }

        int port() {
            return server.getPortAllocated();
        }

        private static void check(String user, String password) throws LoginFailedException {
            if (!USER.equals(user) || !PASSWORD.equals(password)) {
                throw new LoginFailedException();
            }
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
