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

/** An SMTP server on a free port of this machine that accepts everything, except where a test says otherwise. */
public final class ScriptedSmtpServer implements AutoCloseable {
    /** Where a test can interfere. */
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

        record Silence() implements Reaction {}

        record HangUp() implements Reaction {}

        record Wait(CountDownLatch over) implements Reaction {}
    }

    private static final String SENDER_OK = "250 2.1.0 sender ok";
    private static final String OUT_OF_STEP = "503 5.5.1 nested MAIL command";

    private final ServerSocket listening;
    private final Map<Step, Reaction> script = new ConcurrentHashMap<>();
    private final List<String> extensions = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable SSLContext tls;
    private final AtomicInteger recipients = new AtomicInteger();
    private volatile boolean deafInData;
    private volatile int closesAfter = Integer.MAX_VALUE;
    private volatile int refuses = Integer.MAX_VALUE;
    private volatile @Nullable String refused;
    private volatile boolean wantsResets;
    private volatile boolean losesWhatFollows;
    private final AtomicInteger foretold = new AtomicInteger();

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
        server.inBackground(server::acceptAll);
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Answers that step so; several lines are separated by {@code \n}. */
    public ScriptedSmtpServer reply(Step step, String lines) {
        script.put(step, new Reaction.Reply(lines));
        return this;
    }

    /** Does what the step asks for, and never says so. */
    public ScriptedSmtpServer fallSilent(Step step) {
        script.put(step, new Reaction.Silence());
        return this;
    }

    /** Closes the connection instead of an answer. */
    public ScriptedSmtpServer hangUp(Step step) {
        script.put(step, new Reaction.HangUp());
        return this;
    }

    /** Answers that step as usual, but no sooner than the test lets it. */
    public ScriptedSmtpServer waitAt(Step step, CountDownLatch over) {
        script.put(step, new Reaction.Wait(over));
        return this;
    }

    /** Takes no other mail after one whose content it refused before it hears RSET. */
    public ScriptedSmtpServer wantResets() {
        wantsResets = true;
        return this;
    }

    /** Says that it takes several commands at once, and hears nothing of those that come with the end of a message. */
    public ScriptedSmtpServer loseWhatFollows() {
        losesWhatFollows = true;
        return this;
    }

    /** Closes the connection when the first line of a message has come. */
    public ScriptedSmtpServer hangUpWithinTheMessage() {
        deafInData = true;
        return this;
    }

    /** Says 421 and closes a connection that has brought so many mails. */
    public ScriptedSmtpServer closeAfter(int mails) {
        closesAfter = mails;
        return this;
    }

    /** Refuses each so-manieth recipient for ever. */
    public ScriptedSmtpServer refuseEvery(int recipient) {
        refuses = recipient;
        return this;
    }

    /** Refuses recipients whose address begins so, for ever. */
    public ScriptedSmtpServer refuse(String beginning) {
        refused = "RCPT TO:<" + beginning;
        return this;
    }

    /** Takes back what steps were to be answered or left without an answer. */
    public ScriptedSmtpServer recover() {
        script.clear();
        return this;
    }

    /** Announces an extension after EHLO, such as {@code AUTH PLAIN}. */
    public ScriptedSmtpServer offer(String extension) {
        extensions.add(extension);
        return this;
    }

    /** Announces STARTTLS, and does it with that certificate. */
    public ScriptedSmtpServer offerTls(SSLContext context) {
        tls = context;
        return offer("STARTTLS");
    }

    /** Forgets every instruction, and what it heard. */
    public void reset() {
        script.clear();
        extensions.clear();
        commands.clear();
        messages.clear();
        tls = null;
        deafInData = false;
        closesAfter = Integer.MAX_VALUE;
        refuses = Integer.MAX_VALUE;
        refused = null;
        wantsResets = false;
        losesWhatFollows = false;
        foretold.set(0);
    }

    /** Every line that was said to it, but for messages. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /** Every message that came to its final dot, dots unstuffed, lines ended by CRLF. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** How many messages came together with commands for the next one. */
    public int foretold() {
        return foretold.get();
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

    private void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException over) {
                        // The client or the test went away.
                    }
                },
                "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** One client. */
    private final class Connection {
        private Socket socket;
        private BufferedReader in;
        private OutputStream out;
        private int mails;
        private boolean isOpen;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader(socket);
            this.out = socket.getOutputStream();
        }

        void serve() throws IOException {
            boolean goOn = answer(Step.BANNER, "220 scripted.test ESMTP");
            while (goOn) {
                String command = in.readLine();
                if (command == null) {
                    return;
                }
                commands.add(command);
                goOn = obey(command);
            }
        }

        private boolean obey(String command) throws IOException {
            String verb = command.toUpperCase(Locale.ROOT).split("[ :]", 2)[0];
            return switch (verb) {
                case "EHLO", "HELO" -> answer(Step.EHLO, greeting());
                case "STARTTLS" -> answer(Step.STARTTLS, "220 go ahead") && startTls();
                case "AUTH" -> answer(Step.AUTH, "235 2.7.0 welcome");
                case "MAIL" -> mails < closesAfter ? answer(Step.MAIL, isOpen ? OUT_OF_STEP : SENDER_OK) : closing();
                case "RCPT" ->
                    answer(
                            Step.RCPT,
                            recipients.incrementAndGet() % refuses == 0 || isRefused(command)
                                    ? "550 5.1.1 nobody of that name"
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

        private boolean isRefused(String recipient) {
            String beginning = refused;
            return beginning != null && recipient.startsWith(beginning);
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
                if (deafInData) {
                    return false;
                }
                if (line.equals(".")) {
                    messages.add(message.toString());
                    mails++;
                    isOpen = wantsResets && isReplied(Step.END_OF_DATA);
                    foretold.addAndGet(in.ready() ? 1 : 0);
                    while (losesWhatFollows && in.ready()) {
                        in.readLine();
                    }
                    return answer(Step.END_OF_DATA, "250 2.0.0 kept");
                }
                message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            return false;
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

        /** Whether the conversation goes on. */
        private boolean answer(Step step, String usual) throws IOException {
            Reaction reaction = script.getOrDefault(step, new Reaction.Reply(usual));
            if (reaction instanceof Reaction.HangUp) {
                return false;
            }
            if (reaction instanceof Reaction.Wait wait) {
                waitFor(wait.over());
                reaction = new Reaction.Reply(usual);
            }
            if (reaction instanceof Reaction.Reply reply) {
                out.write((reply.lines().replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                return true;
            }
            while (in.readLine() != null) {
                // Silent until the client goes away.
            }
            return false;
        }

        private void waitFor(CountDownLatch over) throws IOException {
            try {
                over.await();
            } catch (InterruptedException stopping) {
                throw new InterruptedIOException();
            }
        }

        private BufferedReader reader(Socket from) throws IOException {
            return new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
