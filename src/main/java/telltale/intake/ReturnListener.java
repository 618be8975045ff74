package telltale.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.server.SMTPServer;
import telltale.listening.BoundSocket;
import telltale.reports.ReportIntake;
import telltale.settings.InboundSettings.Listener;
import telltale.token.ReturnTokens;

/**
 * Accepts mail that comes back, by SMTP (RFC 5321) and LMTP (RFC 2033) on the same port. It neither relays nor sends anything, and
 * accepts only addresses that this installation signed.
 */
public final class ReturnListener implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 50;
    /** A server waits five minutes for the next command (RFC 5321 section 4.5.3.2.7). */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final BoundSocket socket;
    private final SMTPServer server;
    private final ListenerCounts counts = new ListenerCounts();
    private boolean isStarted;

    /**
     * Binds the port; clients that connect before the start wait for it.
     *
     * @throws UncheckedIOException if the port is in use, or the address is not that of this machine
     */
    public ReturnListener(Listener place, ReportIntake intake, ReturnTokens tokens, Clock clock) {
        this(place, intake, tokens, clock, TIMEOUT);
    }

    ReturnListener(Listener place, ReportIntake intake, ReturnTokens tokens, Clock clock, Duration timeout) {
        this.socket = BoundSocket.at(
                place.address(), place.port(), MAX_CONNECTIONS, BoundSocket.Wrapper.NONE, "TELLTALE_INBOUND", 2526);
        this.server = SMTPServer.port(place.port())
                .serverSocketFactory(() -> socket)
                .hostName("telltale")
                .softwareName("Telltale")
                .serverThreadName("inbound listener")
                .insertReceivedHeaders(false)
                .fromAddressValidator(address -> true)
                .maxMessageSize(ReportIntake.MAX_MAIL_OCTETS)
                .maxRecipients(-1)
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout((int) timeout.toSeconds(), TimeUnit.SECONDS)
                .messageHandlerFactory(conversation -> new ReturnedMailHandler(intake, tokens, clock, counts))
                .build();
        ListenerCommands.replaceIn(server.getCommandHandler());
    }

    /** Begins to accept connections. */
    public synchronized void start() {
        server.start();
        isStarted = true;
    }

    /** The port, also if any free one was requested. */
    public int port() {
        return socket.getLocalPort();
    }

    /** What was answered since the start. */
    public ListenerCounts counts() {
        return counts;
    }

    /** Ends all conversations, and waits for mail that is being stored. */
    @Override
    public synchronized void close() {
        if (isStarted) {
            server.stop();
        }
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
