package telltale.launcher.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server (RFC 5321) on the loopback address that stores every mail and delivers none. */
final class CapturingSmtpServer implements AutoCloseable {
    static final int MAX_MAIL_BYTES = 10 << 20;

    private static final int MAX_WAITING = 50;

    private final Inbox inbox;
    private final Clock clock;
    private final ServerSocket socket;
    private volatile @Nullable SMTPServer server;

    /** Binds a free port of the loopback address; clients that connect before the start wait for it. */
    CapturingSmtpServer(Inbox inbox, Clock clock) {
        this.inbox = inbox;
        this.clock = clock;
        try {
            socket = new BoundSocket();
        } catch (IOException refused) {
            throw new UncheckedIOException("The demo mailbox cannot listen on this machine: " + refused, refused);
        }
    }

    void start() {
        MailParser reader = new MailParser();
        SMTPServer started = SMTPServer.port(socket.getLocalPort())
                .serverSocketFactory(() -> socket)
                .hostName("localhost")
                .softwareName("Telltale demo mailbox")
                .serverThreadName("demo mailbox")
                .insertReceivedHeaders(false)
                .maxMessageSize(MAX_MAIL_BYTES)
                .maxConnections(MAX_WAITING)
                .messageHandlerFactory(conversation -> new Receiver(inbox, reader, clock))
                .build();
        server = started;
        started.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        SMTPServer started = server;
        if (started != null) {
            started.stop();
        }
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A listening socket, which the SMTP server then tries to bind. */
    private static final class BoundSocket extends ServerSocket {
        BoundSocket() throws IOException {
            super.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MAX_WAITING);
        }

        /** Does nothing, since the socket is bound. */
        @Override
        public void bind(SocketAddress address, int backlog) {}
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
