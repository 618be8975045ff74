package telltale.launcher.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server (RFC 5321) on the loopback address that stores every mail and delivers none. */
final class CapturingSmtpServer implements AutoCloseable {
    static final int MAX_MAIL_BYTES = 10 << 20;

    private final SMTPServer server;

    CapturingSmtpServer(Inbox inbox, Clock clock) {
        MailParser reader = new MailParser();
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .softwareName("Telltale demo mailbox")
                .serverThreadName("demo mailbox")
                .insertReceivedHeaders(false)
                .maxMessageSize(MAX_MAIL_BYTES)
                .maxConnections(50)
                .messageHandlerFactory(conversation -> new Receiver(inbox, reader, clock))
                .build();
    }

    void start() {
        server.start();
    }

    /** The port, which is known after the start. */
    int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }

    /** Receives one mail of a conversation. */
    private static final class Receiver implements MessageHandler {
        private final Inbox inbox;
        private final MailParser reader;
        private final Clock clock;
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Receiver(Inbox inbox, MailParser reader, Clock clock) {
            this.inbox = inbox;
            this.reader = reader;
            this.clock = clock;
        }

        @Override
        public void from(String address) {
            sender = address;
        }

        @Override
        public void recipient(String address) {
            recipients.add(address);
        }

        @Override
        public String data(InputStream mail) throws RejectException, IOException {
            byte[] bytes = mail.readNBytes(MAX_MAIL_BYTES);
            if (mail.read() >= 0) {
                mail.transferTo(OutputStream.nullOutputStream());
                throw new RejectException(552, "5.3.4 the demo mailbox accepts at most " + MAX_MAIL_BYTES + " bytes");
            }
            inbox.add(reader.read(sender, recipients, bytes, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            return "2.0.0 captured by the demo mailbox";
        }

        @Override
        public void done() {}
    }
}
