package telltale.submission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.server.SMTPServer;
import telltale.listening.BoundSocket;
import telltale.sending.Submission;
import telltale.settings.SubmissionSettings;

/**
 * Accepts mail from programs that log in with an API key (RFC 6409), and puts it into the outbound queue. A reply of success
 * means that the mail is durable.
 */
public final class SubmissionListener implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 100;
    /** Leaves room for others; Postfix opens 20. */
    private static final int MAX_PER_NETWORK = MAX_CONNECTIONS / 2;
    /** How long a client that is not logged in may be silent. */
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(30);
    /** How long mails that are being received may take when the listener is closed. */
    private static final Duration CLOSING_TIMEOUT = Duration.ofSeconds(10);
    /** A server must accept 100 recipients (RFC 5321 section 4.5.3.1.8). */
    private static final int MAX_RECIPIENTS = 1_000;

    private final BoundSocket socket;
    private final SMTPServer server;
    private final OpenSessions sessions;
    private final SubmissionCounts counts = new SubmissionCounts();
    private boolean isStarted;

    /**
     * The limits of a mail.
     *
     * @param octets of header and body
     * @param recipients of the envelope; at most 1000 are accepted
     */
    public record Limits(int octets, int recipients) {}

    /**
     * Binds the port; clients that connect before the start wait for it.
     *
     * @param hostName the name in the greeting
     * @param folder takes large mails while they are received; emptied
     * @throws UncheckedIOException if the port is in use, the address is not that of this machine, or the folder cannot be
     *     used
     */
    public SubmissionListener(
            SubmissionSettings settings,
            String hostName,
            Limits limits,
            Path folder,
            Submission submission,
            Submitters submitters) {
        this(settings, hostName, limits, folder, submission, submitters, InetAddress::isLoopbackAddress);
    }

    /** @param isLocal whether a client with that address is on this machine */
    SubmissionListener(
            SubmissionSettings settings,
            String hostName,
            Limits limits,
            Path folder,
            Submission submission,
            Submitters submitters,
            Predicate<InetAddress> isLocal) {
        prepare(folder);
        sessions = new OpenSessions(MAX_PER_NETWORK, isLocal);
        @Nullable ServerTls tls = settings.certificate() == null ? null : new ServerTls(settings.certificate());
        socket = BoundSocket.at(
                settings.address(),
                settings.port(),
                MAX_CONNECTIONS,
                tls != null && settings.isImplicitTls() ? tls::wrap : BoundSocket.Wrapper.NONE,
                "TELLTALE_SMTP",
                2588);
        SubmittedMails mails = new SubmittedMails(submission, folder, limits.octets, counts);
        server = SMTPServer.port(settings.port())
                .serverSocketFactory(() -> socket)
                .hostName(hostName)
                .softwareName("Telltale")
                .serverThreadName("submission listener")
                .insertReceivedHeaders(false)
                .maxMessageSize(limits.octets)
                .maxRecipients(Math.min(limits.recipients, MAX_RECIPIENTS))
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout((int) LOGIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .sessionHandler(sessions)
                .authenticationHandlerFactory(Login.factory(submitters))
                .enableTLS(tls != null && !settings.isImplicitTls())
                .startTlsSocketFactory(plain -> startTls(tls, plain))
                .messageHandlerFactory(session -> new MailTransaction(session, submitters, mails, sessions))
                .build();
        SubmissionCommands.replaceIn(server.getCommandHandler(), sessions);
    }

    private static SSLSocket startTls(@Nullable ServerTls tls, Socket plain) throws IOException {
        if (tls == null) {
            throw new IOException("there is no certificate");
        }
        return tls.wrap(plain);
    }

    /** Creates the folder, and removes what an ended process left in it. */
    private static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "mail*.eml")) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("The folder " + folder + " cannot be used: " + failed, failed);
        }
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
    public SubmissionCounts counts() {
        return counts;
    }

    /** Waits for mails that are being received, for some seconds, and ends all conversations. */
    @Override
    public synchronized void close() {
        if (isStarted) {
            sessions.awaitReceived(CLOSING_TIMEOUT);
            server.stop();
        }
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
