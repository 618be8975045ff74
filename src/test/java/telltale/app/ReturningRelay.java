package telltale.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail server that hands all mail to one other server on this machine, with the fields that a receiving server adds, and reports
 * to the sender that a recipient whose address begins with {@code telltale-test-} does not exist.
 */
final class ReturningRelay implements AutoCloseable {
    private static final String INVALID = "telltale-test-";
    private static final String REPORT = """
        From: MAILER-DAEMON@example.com
        To: <%1$s>
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        The mail could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: rfc822; %2$s
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such user
        --b--
        """;

    private final int target;
    private final SMTPServer server;
    /** What the receiving server found. */
    volatile String results = "mx.example.com; spf=pass smtp.mailfrom=bounces.example.com; dkim=none; dmarc=pass";
    /** Whether an address that does not exist is refused at once. */
    volatile boolean refuses;
    /** Whether mails are accepted and lost. */
    volatile boolean loses;

    /** @param target the port of the server that gets all mail */
    ReturningRelay(int target) {
        this.target = target;
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> new Transaction())
                .build();
        server.start();
    }

    int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Transaction implements MessageHandler {
        private String sender = "";
        private String recipient = "";

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String address) throws RejectException {
            if (refuses && address.startsWith(INVALID)) {
                throw new RejectException(550, "5.1.1 no such user");
            }
            recipient = address;
        }

        @Override
        public String data(InputStream in) throws IOException {
            String mail = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            String date = DateTimeFormatter.RFC_1123_DATE_TIME
                    .withLocale(Locale.ROOT)
                    .format(ZonedDateTime.now(ZoneOffset.UTC));
            if (loses) {
                return "250 accepted";
            }
            if (recipient.startsWith(INVALID)) {
                hand("", sender, REPORT.formatted(sender, recipient).replace("\n", "\r\n"));
            } else {
                String fields = "Received: from telltale by mx.example.com with ESMTPS; " + date + "\r\n"
                        + (results.isEmpty() ? "" : "Authentication-Results: " + results + "\r\n");
                hand(sender, recipient, fields + mail);
            }
            return "250 accepted";
        }

        @Override
        public void done() {}
    }

    private void hand(String from, String to, String mail) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String greeting = in.readLine();
            for (String command : new String[] {
                "HELO relay", "MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA", mail + "\r\n.", "QUIT"
            }) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                String reply = in.readLine();
                if (reply == null || reply.charAt(0) > '3') {
                    throw new IllegalStateException(greeting + ", then to " + command + ": " + reply);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
