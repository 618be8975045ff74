package telltale.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server that counts the copies of each delivery, and can stop replying. */
final class MailSink implements AutoCloseable {
    /** The address whose latest mail is kept: it holds the links that a recipient can abuse. */
    static final String ATTACKER = "attacker@example.com";

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: *<([^@.]+)[.@]");
    private static final int MAX_CONNECTIONS = 1_000;

    private final Map<String, Integer> copies = new ConcurrentHashMap<>();
    private final SMTPServer server;
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile String attackersMail = "";

    private MailSink(SMTPServer.Builder builder) {
        server =
                builder.messageHandlerFactory(conversation -> new Transaction()).build();
    }

    /** Listens on a free port of the loopback address. */
    static MailSink start() throws IOException {
        MailSink sink = new MailSink(SMTPServer.port(freePort())
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("sink.test")
                .maxConnections(MAX_CONNECTIONS));
        sink.server.start();
        return sink;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return server.getPortAllocated();
    }

    /**
     * Accepts connections but does not reply to {@code MAIL} until {@link #recover}. Transactions that have begun are
     * completed, so that no mail is in doubt.
     */
    void stall() {
        answering = new CountDownLatch(1);
    }

    void recover() {
        answering.countDown();
    }

    /** Returns the number of copies of a delivery that arrived. */
    int copies(String delivery) {
        return copies.getOrDefault(delivery, 0);
    }

    /** Returns the number of copies beyond the first one of each delivery. */
    long duplicates() {
        return copies.values().stream().mapToLong(count -> count - 1).sum();
    }

    /** Returns the number of deliveries that arrived. */
    int size() {
        return copies.size();
    }

    /** Returns the source of the latest mail to {@link #ATTACKER}, or an empty string before the first one. */
    String attackersMail() {
        return attackersMail;
    }

    @Override
    public void close() {
        recover();
        server.stop();
    }

    private final class Transaction implements MessageHandler {
        private String recipient = "";

        @Override
        public void from(String sender) {
            try {
                answering.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void recipient(String address) {
            recipient = address;
        }

        @Override
        public String data(InputStream data) throws IOException {
            String message = new String(data.readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher id = MESSAGE_ID.matcher(message);
            if (id.find()) {
                copies.merge(id.group(1), 1, Integer::sum);
            }
            if (recipient.contains(ATTACKER)) {
                attackersMail = message;
            }
            return "kept";
        }

        @Override
        public void done() {
            // A transaction holds no resources.
        }
    }
}
