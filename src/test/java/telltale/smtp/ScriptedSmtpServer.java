package telltale.smtp;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A scriptable SMTP server on a local port; it accepts every message unless a test changes its behaviour. */
public final class ScriptedSmtpServer implements AutoCloseable {
    /** The steps of a conversation at which a test can change the behaviour. */
    public enum Step {
        BANNER,
        EHLO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        DATA,
        END_OF_DATA,
        RSET,
        QUIT
    }

    private sealed interface Reaction {
        record Reply(String lines) implements Reaction {}

        record LastReply(String lines) implements Reaction {}

        record Silence() implements Reaction {}

        record Disconnect() implements Reaction {}

        record Delay(CountDownLatch until) implements Reaction {}
    }

    private static final String SENDER_OK = "250 2.1.0 sender ok";
    private static final String BAD_SEQUENCE = "503 5.5.1 nested MAIL command";

    private final ServerSocket listening;
    private final Map<Step, Reaction> script = new ConcurrentHashMap<>();
    private final Map<String, Reaction> domains = new ConcurrentHashMap<>();
    private final List<String> extensions = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SSLContext tls;
    private final AtomicInteger recipients = new AtomicInteger();
    private volatile boolean disconnectsDuringData;
    private volatile int closesAfter = Integer.MAX_VALUE;
    private volatile int rejectedInterval = Integer.MAX_VALUE;
    private volatile @Nullable String rejectedPrefix;
    private volatile @Nullable String farewell;
    private volatile boolean requiresReset;
    private volatile boolean discardsPipelinedCommands;
    private final AtomicInteger announcements = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedSmtpServer(ServerSocket listening) {
        this.listening = listening;
    }

    /** Listens on the loopback address. */
    public static ScriptedSmtpServer start() throws IOException {
        return start(0);
    }

    /** Listens on that port of the loopback address. */
    public static ScriptedSmtpServer start(int port) throws IOException {
        ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        ScriptedSmtpServer server = new ScriptedSmtpServer(listening);
        inBackground(server::acceptAll);
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Sends this reply at that step; lines are separated by {@code \n}. */
    public ScriptedSmtpServer reply(Step step, String lines) {
        script.put(step, new Reaction.Reply(lines));
        return this;
    }

    /** Sends this reply at that step, and closes the connection at once. */
    public ScriptedSmtpServer replyAndClose(Step step, String lines) {
        script.put(step, new Reaction.LastReply(lines));
        return this;
    }

    /** Sends this reply after each message, as after a timeout, and closes the connection. */
    public ScriptedSmtpServer sayAndCloseAfterMessage(String reply) {
        farewell = reply;
        return this;
    }

    /** Never replies at that step. */
    public ScriptedSmtpServer fallSilent(Step step) {
        script.put(step, new Reaction.Silence());
        return this;
    }

    /** Closes the connection instead of replying. */
    public ScriptedSmtpServer disconnect(Step step) {
        script.put(step, new Reaction.Disconnect());
        return this;
    }

    /** Delays the normal reply at that step until the latch opens. */
    public ScriptedSmtpServer delay(Step step, CountDownLatch until) {
        script.put(step, new Reaction.Delay(until));
        return this;
    }

    /** Answers recipients of a domain with a reply, after which the connection is closed, or not at all. */
    public ScriptedSmtpServer stall(String domain, @Nullable String lines) {
        domains.put(domain, lines == null ? new Reaction.Silence() : new Reaction.LastReply(lines));
        return this;
    }

    /** Rejects the next MAIL after rejected content until it receives RSET. */
    public ScriptedSmtpServer requireReset() {
        requiresReset = true;
        return this;
    }

    /** Discards commands that arrive together with the end of a message, although it offers PIPELINING. */
    public ScriptedSmtpServer discardPipelinedCommands() {
        discardsPipelinedCommands = true;
        return this;
    }

    /** Closes the connection after the first line of a message. */
    public ScriptedSmtpServer disconnectDuringData() {
        disconnectsDuringData = true;
        return this;
    }

    /** Replies 421 and closes the connection after that many messages. */
    public ScriptedSmtpServer closeAfter(int messages) {
        closesAfter = messages;
        return this;
    }

    /** Permanently rejects every n-th recipient. */
    public ScriptedSmtpServer rejectEvery(int n) {
        rejectedInterval = n;
        return this;
    }

    /** Permanently rejects recipients whose address starts with this prefix. */
    public ScriptedSmtpServer reject(String prefix) {
        rejectedPrefix = "RCPT TO:<" + prefix;
        return this;
    }

    /** Replies normally again at every step. */
    public ScriptedSmtpServer recover() {
        script.clear();
        domains.clear();
        return this;
    }

    /** Announces an extension after EHLO, such as {@code AUTH PLAIN}. */
    public ScriptedSmtpServer offer(String extension) {
        extensions.add(extension);
        return this;
    }

    /** Announces STARTTLS, with that certificate. */
    public ScriptedSmtpServer offerTls(SSLContext context) {
        tls = context;
        return offer("STARTTLS");
    }

    /** Resets all behaviour, and discards the recorded commands and messages. */
    public void reset() {
        script.clear();
        extensions.clear();
        commands.clear();
        messages.clear();
        tls = null;
        disconnectsDuringData = false;
        closesAfter = Integer.MAX_VALUE;
        rejectedInterval = Integer.MAX_VALUE;
        rejectedPrefix = null;
        farewell = null;
        requiresReset = false;
        discardsPipelinedCommands = false;
        announcements.set(0);
    }

    /** All received lines outside of messages. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** All messages received up to the final dot, without dot-stuffing, lines ended by CRLF. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** The number of connections so far. */
    public int connections() {
        return connections.get();
    }

    /** The number of messages that arrived together with commands for the next one. */
    public int announcements() {
        return announcements.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Closeable connection : open) {
            connection.close();
        }
    }

    private void acceptAll() throws IOException {
        while (!listening.isClosed()) {
            Socket socket = listening.accept();
            connections.incrementAndGet();
            open.add(socket);
            inBackground(() -> {
                try (socket) {
                    new Connection(socket).serve();
                } finally {
                    open.remove(socket);
                }
            });
        }
    }

    private static void inBackground(SocketThread.Work work) {
        SocketThread.start("scripted-smtp", work);
    }

    /** One client. */
    private final class Connection {
        private Socket socket;
        private BufferedReader in;
        private OutputStream out;
        private int received;
        private boolean isOpen;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader(socket);
            this.out = socket.getOutputStream();
        }

        void serve() throws IOException {
            boolean continues = answer(Step.BANNER, "220 scripted.test ESMTP");
            while (continues) {
                String command = in.readLine();
                if (command == null) {
                    return;
                }
                commands.add(command);
                continues = handle(command);
            }
        }

        private boolean handle(String command) throws IOException {
            String verb = command.toUpperCase(Locale.ROOT).split("[ :]", 2)[0];
            return switch (verb) {
                case "EHLO", "HELO" -> answer(Step.EHLO, greeting());
                case "STARTTLS" -> answer(Step.STARTTLS, "220 go ahead") && startTls();
                case "AUTH" -> answer(Step.AUTH, "235 2.7.0 welcome");
                case "MAIL" ->
                    received < closesAfter ? answer(Step.MAIL, isOpen ? BAD_SEQUENCE : SENDER_OK) : closing();
                case "RCPT" ->
                    answer(
                            reaction(command),
                            Step.RCPT,
                            recipients.incrementAndGet() % rejectedInterval == 0 || isRejected(command)
                                    ? "550 5.1.1 no such user"
                                    : "250 2.1.5 recipient ok");
                case "DATA" -> answer(Step.DATA, "354 go ahead") && (isReplied(Step.DATA) || readMessage());
                case "RSET", "NOOP" -> {
                    isOpen = false;
                    yield answer(Step.RSET, "250 ok");
                }
                case "QUIT" -> {
                    answer(Step.QUIT, "221 bye");
                    yield false;
                }
                default -> answer(Step.EHLO, "500 unknown command");
            };
        }

        private boolean isRejected(String recipient) {
            String prefix = rejectedPrefix;
            return prefix != null && recipient.startsWith(prefix);
        }

        private boolean closing() throws IOException {
            answer(Step.MAIL, "421 4.3.2 enough for now");
            return false;
        }

        private boolean isReplied(Step step) {
            return script.get(step) instanceof Reaction.Reply reply
                    && !reply.lines().startsWith("354");
        }

        private String greeting() {
            List<String> lines = new ArrayList<>(List.of("scripted.test"));
            lines.addAll(extensions);
            StringBuilder reply = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                reply.append(i == 0 ? "" : "\n")
                        .append(i == lines.size() - 1 ? "250 " : "250-")
                        .append(lines.get(i));
            }
            return reply.toString();
        }

        private boolean readMessage() throws IOException {
            StringBuilder message = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (disconnectsDuringData) {
                    return false;
                }
                if (line.equals(".")) {
                    messages.add(message.toString());
                    received++;
                    isOpen = requiresReset && isReplied(Step.END_OF_DATA);
                    announcements.addAndGet(in.ready() ? 1 : 0);
                    while (discardsPipelinedCommands && in.ready()) {
                        in.readLine();
                    }
                    return answer(Step.END_OF_DATA, "250 2.0.0 kept") && !sayFarewell();
                }
                message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            return false;
        }

        private boolean sayFarewell() throws IOException {
            String words = farewell;
            if (words != null) {
                write(words);
            }
            return words != null;
        }

        private void write(String lines) throws IOException {
            out.write((lines.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private boolean startTls() throws IOException {
            SSLContext context = tls;
            if (context == null) {
                return false;
            }
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            open.add(secured);
            secured.startHandshake();
            socket = secured;
            in = reader(secured);
            out = secured.getOutputStream();
            return true;
        }

        /** The reaction to a recipient of a domain, or null. */
        private @Nullable Reaction reaction(String recipient) {
            int at = recipient.indexOf('@');
            int end = recipient.indexOf('>');
            return at < 0 || end < at ? null : domains.get(recipient.substring(at + 1, end));
        }

        private boolean answer(Step step, String defaultReply) throws IOException {
            return answer(null, step, defaultReply);
        }

        /** Returns whether the conversation continues. */
        private boolean answer(@Nullable Reaction first, Step step, String defaultReply) throws IOException {
            Reaction reaction = first == null ? script.getOrDefault(step, new Reaction.Reply(defaultReply)) : first;
            if (reaction instanceof Reaction.Disconnect) {
                return false;
            }
            if (reaction instanceof Reaction.Delay delay) {
                awaitLatch(delay.until());
                reaction = new Reaction.Reply(defaultReply);
            }
            if (reaction instanceof Reaction.LastReply last) {
                write(last.lines());
                return false;
            }
            if (reaction instanceof Reaction.Reply reply) {
                write(reply.lines());
                return true;
            }
            while (in.readLine() != null) {
                // Stays silent until the client disconnects.
            }
            return false;
        }

        private void awaitLatch(CountDownLatch until) throws IOException {
            try {
                until.await();
            } catch (InterruptedException stopping) {
                throw new InterruptedIOException();
            }
        }

        private BufferedReader reader(Socket from) throws IOException {
            return new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
