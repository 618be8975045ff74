import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Programs that submit mails one after another, each over a connection that it keeps. */
final class SmtpLoad {
    private static final String HTML = "<!DOCTYPE html><html><body><h1>Your order</h1><p>Thank you. It leaves our warehouse today."
            + " <a href='https://shop.example/orders/1'>Follow it</a> or <a href='https://shop.example/help'>ask us</a>.</p></body></html>";

    private final int port;
    private final String key;

    /** @param key the password of the login, or an empty text for none */
    SmtpLoad(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /** A mail of 2 kB with HTML. */
    static String mail(String recipient) {
        return "From: Shop <shop@example.org>\r\nTo: " + recipient + "\r\nSubject: Your order\r\nDate: Tue, 1 Dec 2026 10:00:00 +0000\r\n"
                + "Message-ID: <" + recipient + ">\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + HTML
                + "\r\n" + ("<!-- " + "x".repeat(66) + " -->\r\n").repeat(19);
    }

    /** Submits mails over some connections for a time; returns how many were accepted. */
    long run(int connections, int seconds, String prefix) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                String name = prefix + i + "-";
                counts.add(threads.submit(() -> submit(end, name)));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum;
        } finally {
            threads.shutdown();
        }
    }

    private long submit(long end, String prefix) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, "220");
            send(out, "EHLO load\r\n");
            expect(in, "250");
            if (!key.isEmpty()) {
                send(out, "AUTH PLAIN " + Base64.getEncoder().encodeToString(("\0load\0" + key).getBytes(StandardCharsets.US_ASCII)) + "\r\n");
                expect(in, "235");
            }
            long count = 0;
            while (System.nanoTime() < end) {
                String recipient = prefix + count + "@example.org";
                send(out, "MAIL FROM:<shop@example.org>\r\n");
                expect(in, "250");
                send(out, "RCPT TO:<" + recipient + ">\r\n");
                expect(in, "250");
                send(out, "DATA\r\n");
                expect(in, "354");
                send(out, mail(recipient) + ".\r\n");
                expect(in, "250");
                count++;
            }
            return count;
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("expected " + code + ", but got " + line);
            }
        } while (line.startsWith("-", 3));
    }
}
