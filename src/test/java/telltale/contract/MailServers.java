package telltale.contract;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** The mail servers of the application under test: one at a time, on the port in its settings. */
final class MailServers {
    private MailServers() {}

    /** A server without TLS and with one user. */
    static final class Plain implements AutoCloseable {
        private final GreenMail server =
                new GreenMail(new ServerSetup(ServerUnderTest.smtpPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        Plain(String user, String password) {
            server.setUser(user, password);
            server.start();
        }

        int received() {
            return server.getReceivedMessages().length;
        }

        /** The only mail received, which arrived before the response to its sender. */
        ReceivedMail mail() {
            if (received() != 1) {
                throw new AssertionError("expected one mail, but received " + received());
            }
            return new ReceivedMail(server.getReceivedMessages()[0]);
        }

        /** The only mail, which may arrive after the response to its sender. */
        ReceivedMail awaitMail() {
            server.waitForIncomingEmail(TimeUnit.SECONDS.toMillis(10), 1);
            return mail();
        }

        @Override
        public void close() {
            server.stop();
        }
    }

    /** A server that accepts mail only after STARTTLS (RFC 3207) and AUTH (RFC 4954). */
    static final class Secured implements AutoCloseable {
        /** A received mail with its envelope. */
        record Received(String sender, String recipient, ReceivedMail mail) {}

        private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        private final SMTPServer server;

        Secured(SSLContext tls, String user, String password) {
            server = SMTPServer.port(ServerUnderTest.smtpPort())
                    .bindAddress(InetAddress.getLoopbackAddress())
                    .hostName("localhost")
                    .enableTLS()
                    .requireTLS()
                    .startTlsSocketFactory(tls)
                    .requireAuth()
                    .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((name, word, conversation) -> {
                        if (!name.equals(user) || !word.equals(password)) {
                            throw new LoginFailedException();
                        }
                    }))
                    .messageHandler((conversation, from, to, octets) ->
                            received.add(new Received(from, to, ReceivedMail.of(octets))))
                    .build();
            server.start();
        }

        Received next() throws InterruptedException {
            Received mail = received.poll(10, TimeUnit.SECONDS);
            if (mail == null) {
                throw new AssertionError("no mail came within 10 seconds");
            }
            return mail;
        }

        @Override
        public void close() {
            server.stop();
        }
    }
}
