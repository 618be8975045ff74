package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;

/** Fifty programs submit mails of 24 MB at the same time to a server whose heap would hold twenty of them. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@SuppressWarnings("StringConcatToTextBlock")
class LargeMailsFullIT {
    private static final int PROGRAMS = 50;
    private static final int LINES = 330_000;
    private static final String HEADER = "From: shop@example.com\r\nSubject: Report\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b\r\n"
            + "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n";

    /** The number of mails that the next server accepted; it discards them. */
    private final Semaphore sent = new Semaphore(0);

    @TempDir
    private Path folder;

    @Test
    void theyAreAllSentWithinTheMemory() throws Exception {
        SMTPServer next = SMTPServer.port(FreePort.find())
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(session -> new Discarding())
                .build();
        next.start();
        int port = FreePort.find();
        Map<String, String> settings = Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(next.getPort()),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "shop@example.com",
                "EMAIL_CONNECTIONS", "4",
                "PIXEL_URL", "https://mail.example.com/app/pixel",
                "TELLTALE_SMTP_PORT", String.valueOf(port));
        ExecutorService programs = Executors.newFixedThreadPool(PROGRAMS);
        try (RunningWar war = RunningWar.servingWith(List.of("-Xmx512m"), folder, settings)) {
            war.awaitSite();
            String key = Files.readString(folder.resolve("home/track-key")).strip();
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < PROGRAMS; i++) {
                String recipient = "r" + i + "@example.org";
                replies.add(programs.submit(() -> submit(port, key, recipient)));
            }
            for (Future<String> reply : replies) {
                assertTrue(reply.get().startsWith("250 2.0.0 queued as"), reply.get());
            }
            assertTrue(sent.tryAcquire(PROGRAMS, 5, TimeUnit.MINUTES), () -> sent + war.out());
            assertTrue(war.process().isAlive());
            try (var left = Files.list(folder.resolve("home/submission"))) {
                assertEquals(0, left.count());
            }
        } finally {
            programs.shutdownNow();
            next.stop();
        }
    }

    private static String submit(int port, String key, String recipient) throws IOException {
        byte[] line = ("QUJD".repeat(18) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (SmtpClient client = new SmtpClient(port, 300_000)) {
            client.reply();
            client.send("EHLO client.example.com");
            client.logIn(key);
            client.send("MAIL FROM:<shop@example.com>");
            client.send("RCPT TO:<" + recipient + ">");
            client.send("DATA");
            client.write(HEADER);
            for (int i = 0; i < LINES; i++) {
                client.write(line);
            }
            return client.send("--b--\r\n.");
        }
    }

    private final class Discarding implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {}

        @Override
        public String data(InputStream mail) throws IOException {
            mail.transferTo(OutputStream.nullOutputStream());
            sent.release();
            return "2.0.0 discarded";
        }

        @Override
        public void done() {}
    }
}
