import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server that counts what each recipient gets, and can throttle, die and come back. */
final class CountingSmtpServer implements AutoCloseable {
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final int port;
    private volatile ServerSocket listening;
    private volatile boolean throttles;
    private volatile String refused = "";
    private volatile String ignored = "";

    CountingSmtpServer() throws IOException {
        listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        port = listening.getLocalPort();
        start(listening);
    }

    int port() {
        return port;
    }

    /** Replies 421 4.7.0 to every mail from now on. */
    void throttle() {
        throttles = true;
    }

    /** Replies 421 4.7.0 to the recipients of a domain, and nothing to those of another. */
    void stall(String refusedDomain, String ignoredDomain) {
        refused = "@" + refusedDomain + ">";
        ignored = "@" + ignoredDomain + ">";
    }

    /** Closes all connections after this many more mails, without a reply to those in flight, and accepts no new connections. */
    void dieAfter(int mails) {
        left.set(mails);
    }

    /** Accepts connections again. */
    void revive() {
        try {
            left.set(Integer.MAX_VALUE);
            listening = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
            start(listening);
        } catch (IOException failed) {
            throw new BenchmarkException("The server cannot listen again: " + failed.getMessage());
        }
    }

    void forget() {
        taken.clear();
    }

    /** Adds how often each recipient got a mail. */
    void addTo(Map<String, Integer> sums) {
        taken.forEach((recipient, times) -> sums.merge(recipient, times, Integer::sum));
    }

    private void start(ServerSocket socket) {
        background(() -> {
            while (true) {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                open.add(client);
                background(() -> serve(client));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void background(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The server died, or the client is gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            reply(out, "220 sink.test ESMTP");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> reply(out, "250-sink.test\r\n250 PIPELINING");
                    case "MAIL" -> {
                        reply(out, throttles ? "421 4.7.0 too many mails, try again later" : "250 2.1.0 ok");
                        if (throttles) {
                            return;
                        }
                    }
                    case "RCPT" -> {
                        recipient = line;
                        if (isIn(line, ignored)) {
                            in.transferTo(Writer.nullWriter());
                            return;
                        }
                        if (isIn(line, refused)) {
                            reply(out, "421 4.7.0 too many mails, try again later");
                            return;
                        }
                        reply(out, "250 2.1.5 ok");
                    }
                    case "DATA" -> {
                        reply(out, "354 go ahead");
                        read(in);
                        taken.merge(recipient, 1, Integer::sum);
                        if (left.decrementAndGet() <= 0) {
                            die();
                            return;
                        }
                        reply(out, "250 2.0.0 taken");
                    }
                    case "QUIT" -> {
                        reply(out, "221 2.0.0 bye");
                        return;
                    }
                    default -> reply(out, "250 2.0.0 ok");
                }
            }
        } finally {
            open.remove(client);
        }
    }

    private static boolean isIn(String recipient, String domain) {
        return !domain.isEmpty() && recipient.contains(domain);
    }

    private static void read(BufferedReader in) throws IOException {
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("closed within a mail");
            }
        }
    }

    private static void reply(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void die() throws IOException {
        listening.close();
        for (Closeable one : open) {
            one.close();
        }
    }

    @Override
    public void close() throws IOException {
        die();
    }
}
