package telltale.smtp;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome.SmtpStage;
import telltale.model.SmtpReply;
import telltale.oauth.TokenMechanism;
import telltale.settings.EhloName;

/**
 * An SMTP connection that records its stage and the server's reply at that stage, and that pipelines commands.
 *
 * <p>Angus reports a failure as a tree of exceptions that depends on the command, the code and whatever failed during
 * cleanup. The stage and the last reply are unambiguous.
 *
 * <p>If the server supports PIPELINING (RFC 2920), RCPT and DATA are sent together with MAIL, and all three together with
 * the end of the previous message, because the end of a message may begin a group (section 3.1). A message then costs one
 * round trip.
 *
 * <p>After the next envelope has been announced, the server may already have replied 354 and wait for content. It would
 * deliver anything up to a final dot. So if a different message follows, or none, the connection is closed without a final
 * dot: an unterminated message is discarded (RFC 5321 section 4.1.1.4).
 */
final class PipeliningTransport extends SMTPTransport {
    /** The replies of a server that does not know EHLO, after which a client may use HELO (RFC 5321 section 3.2). */
    private static final Set<Integer> UNKNOWN_COMMAND = Set.of(500, 502);

    /** RFC 5321 section 4.5.3.1.4, without the end of the line. */
    private static final int MAX_COMMAND = 510;

    private static final int LOGGED_IN = 235;
    private static final int CHALLENGE = 334;

    private final SmtpRoute route;
    private final MachineName machine;
    private SmtpStage stage = SmtpStage.CONNECT;
    private @Nullable SmtpReply reply;
    /** Whether the last command was RSET or QUIT, whose reply is no result of the message. */
    private boolean cleaningUp;
    /** The commands that are sent together with MAIL. */
    private List<String> pipelinedWithMail = List.of();
    /** What follows the address in the last MAIL command of Angus, and will follow it in that of an announced message. */
    private String mailParameters = "";
    /** Whether the server is asked for reports. */
    private boolean requestsReports;
    /** The envelope of the message that is being transferred, or null before the first. */
    private @Nullable Envelope current;
    /** The envelope of the message whose commands are sent together with the end of this one. */
    private @Nullable Envelope announced;
    /** Commands that have been sent before Angus issued them. */
    private final Queue<String> sentAhead = new ArrayDeque<>();
    /** Whether Angus waits for the reply to a command that was suppressed. */
    private boolean suppressed;

    private boolean loggedIn;

    /** @param machine the name in EHLO if the route sets none */
    PipeliningTransport(SmtpRoute route, MachineName machine) {
        // Created directly, not by Session.getTransport, so that a container's list of providers has no effect.
        super(
                route.session(),
                new URLName(route.protocol(), route.host(), route.port(), null, null, null),
                route.protocol(),
                route.protocol().equals("smtps"));
        this.route = route;
        this.machine = machine;
    }

    /** Connects and logs in, unless the credentials are null; MAIL may follow. */
    void open(@Nullable SmtpCredentials credentials) throws MessagingException {
        try {
            if (credentials == null || credentials.isToken()) {
                connect(route.host(), route.port(), null, null);
            } else {
                connect(
                        route.host(),
                        route.port(),
                        credentials.user(),
                        credentials.secret().reveal());
            }
        } finally {
            SmtpSocket.forgetLocalAddress();
        }
        if (credentials != null && credentials.isToken() && supportsExtension("AUTH")) {
            logIn(credentials);
        }
    }

    /** Logs in with an access token (RFC 4954). Angus has no OAUTHBEARER, and hides the reply to a refused token; it requires the lock. */
    private synchronized void logIn(SmtpCredentials token) throws MessagingException {
        TokenMechanism mechanism = Stream.of(TokenMechanism.values())
                .filter(one -> supportsAuthentication(one.name()))
                .findFirst()
                .orElseThrow(() -> new AuthenticationFailedException("no mechanism for access tokens"));
        int code = authenticate(mechanism.name(), mechanism.initialResponse(token.user(), token.secret()));
        if (code == CHALLENGE) {
            code = simpleCommand(mechanism.errorResponse());
        }
        if (code != LOGGED_IN) {
            throw new AuthenticationFailedException("the access token was refused");
        }
    }

    /** Sends a first response with the command, or after it if the line would be too long (RFC 4954 section 4). */
    private int authenticate(String mechanism, String response) throws MessagingException {
        String command = "AUTH " + mechanism + " " + response;
        if (command.length() <= MAX_COMMAND) {
            return simpleCommand(command);
        }
        int code = simpleCommand("AUTH " + mechanism);
        return code == CHALLENGE ? simpleCommand(response) : code;
    }

    /**
     * Transfers one message.
     *
     * @param next the envelope of the message that probably follows, or null
     * @throws MessagingException also before any command is sent, if a different envelope was announced
     */
    void transfer(ComposedMessage message, @Nullable Envelope next) throws MessagingException {
        // First, so that a failure is never attributed to the stage and reply of the previous message.
        enter(SmtpStage.MAIL);
        Envelope envelope = message.envelope();
        if (!sentAhead.isEmpty() && !envelope.equals(announced)) {
            throw new MessagingException("a different message was announced to the server");
        }
        current = envelope;
        requestsReports = supportsExtension("DSN") && !hasProperty("dsn.notify") && !hasProperty("dsn.ret");
        boolean canPipeline = canPipeline();
        pipelinedWithMail = canPipeline ? recipientAndData(envelope) : List.of();
        // The MAIL command of the next message repeats the parameters of this one.
        boolean canAnnounce = canPipeline && !message.isEightBit();
        announced = canAnnounce && next != null && next.needsSameExtensions(envelope) ? next : null;
        InternetAddress recipient = new InternetAddress();
        recipient.setAddress(message.recipient().wireForm());
        sendMessage(
                new EncodedMimeMessage(route.session(), message, supportsExtension("8BITMIME")),
                new Address[] {recipient});
    }

    private List<String> recipientAndData(Envelope envelope) {
        return List.of(
                "RCPT TO:<" + envelope.recipient().wireForm() + ">"
                        + dsn(envelope).ofRecipient(envelope),
                "DATA");
    }

    /**
     * The parameters that are added to the commands of Angus: none if a container's session has its own, or if there is no
     * sender to report to. Of an announced message they may differ from those of the current one.
     */
    private DsnParameters dsn(Envelope envelope) {
        return requestsReports && envelope.sender() != null ? DsnParameters.REQUESTED : DsnParameters.OMITTED;
    }

    /** Whether to pipeline: not if a container's session requests DSNs, whose RCPT parameters are not reproduced here. */
    private boolean canPipeline() {
        return supportsExtension("PIPELINING") && !hasProperty("dsn.notify");
    }

    private boolean hasProperty(String name) {
        return route.session().getProperty("mail." + route.protocol() + "." + name) != null;
    }

    SmtpStage stage() {
        return stage;
    }

    /** The server's reply at this stage, or null before there is one. */
    @Nullable
    SmtpReply reply() {
        return reply;
    }

    /** Whether the server accepted the login; Angus skips the login silently if the server does not offer AUTH. */
    boolean isLoggedIn() {
        return loggedIn;
    }

    /** The name in EHLO: one that is set, else that of this machine, else the local address of the connection. */
    @Override
    public synchronized String getLocalHost() {
        String name = route.ehloName();
        if (name == null) {
            name = machine.get().orElse(null);
        }
        InetAddress local = SmtpSocket.lastLocalAddress();
        if (name == null && local != null) {
            name = EhloName.literal(local);
        }
        return name == null ? super.getLocalHost() : name;
    }

    /**
     * Returns whether EHLO succeeded; if not, Angus sends HELO.
     *
     * @throws MessagingException if the server rejected the client instead of the command: it would reject HELO too, or
     *     close the connection, and its reply would be lost
     */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        enter(SmtpStage.EHLO);
        boolean succeeded = super.ehlo(domain);
        if (!succeeded && reply != null && !UNKNOWN_COMMAND.contains(reply.code())) {
            throw new MessagingException("EHLO was rejected");
        }
        return succeeded;
    }

    @Override
    protected void startTLS() throws MessagingException {
        enter(SmtpStage.STARTTLS);
        super.startTLS();
    }

    /** Called for authentication only. */
    @Override
    public synchronized int simpleCommand(String command) throws MessagingException {
        enter(SmtpStage.AUTH);
        int code = super.simpleCommand(command);
        loggedIn = code == LOGGED_IN;
        return code;
    }

    /** Called for authentication only. */
    @Override
    protected int simpleCommand(byte[] response) throws MessagingException {
        enter(SmtpStage.AUTH);
        int code = super.simpleCommand(response);
        loggedIn = code == LOGGED_IN;
        return code;
    }

    @Override
    protected void mailFrom() throws MessagingException {
        enter(SmtpStage.MAIL);
        super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        enter(SmtpStage.RCPT);
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        enter(SmtpStage.DATA);
        OutputStream body = super.data();
        // The 354 is consumed: a failure while the content is written has no reply.
        reply = null;
        return body;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        enter(SmtpStage.END_OF_DATA);
        super.finishData();
    }

    /**
     * Sends a command in UTF-8 (RFC 6531); Angus would cut each character to its low byte, or announce SMTPUTF8 for every
     * message of the connection.
     */
    @Override
    protected void sendCommand(String command) throws MessagingException {
        cleaningUp = command.equals("RSET") || command.equals("QUIT");
        if (cleaningUp) {
            cleanUp(command);
            return;
        }
        String extended = withDsnParameters(command);
        if (extended.equals(sentAhead.peek())) {
            sentAhead.remove();
            return;
        }
        if (!sentAhead.isEmpty()) {
            // The server waits for the content of the announced message, and would take this command for its first
            // line.
            throw new MessagingException("a different command was announced to the server", new IOException());
        }
        reply = null;
        write(extended);
        if (stage == SmtpStage.MAIL) {
            mailParameters = command.substring(command.indexOf('>') + 1);
            sendAhead(pipelinedWithMail);
        } else if (stage == SmtpStage.END_OF_DATA && announced != null) {
            sendAhead(List.of(mailCommand(announced)));
            sendAhead(recipientAndData(announced));
        }
    }

    private String withDsnParameters(String command) {
        Envelope envelope = current;
        if (envelope == null) {
            return command;
        }
        return switch (stage) {
            case MAIL -> command + dsn(envelope).ofMail(envelope);
            case RCPT -> command + dsn(envelope).ofRecipient(envelope);
            default -> command;
        };
    }

    /** The MAIL command that will be that of an announced message, which needs the same extensions as the current one. */
    private String mailCommand(Envelope envelope) {
        return "MAIL FROM:<" + envelope.reversePath() + ">" + mailParameters
                + dsn(envelope).ofMail(envelope);
    }

    private void sendAhead(List<String> commands) throws MessagingException {
        for (String command : commands) {
            write(command);
            sentAhead.add(command);
        }
    }

    private void cleanUp(String command) throws MessagingException {
        boolean reset = command.equals("RSET");
        if (sentAhead.isEmpty()) {
            write(command);
        } else if (reset && stage == SmtpStage.END_OF_DATA) {
            // The next transaction has begun, and this one is over (RFC 5321 section 4.1.1.4).
            suppressed = true;
        } else if (reset) {
            readPipelinedReplies();
            write(command);
        }
        // No QUIT while the server waits for content: it would be read as part of a message.
    }

    private void write(String command) throws MessagingException {
        super.sendCommand(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads the replies to pipelined commands of a failed transaction. A server that replies 354 to DATA all the same gets
     * an empty message, which it rejects because it accepted no recipient (RFC 2920 section 3.1).
     *
     * @throws MessagingException if it rejected MAIL too: it may then hold recipients of another transaction, so the
     *     connection is closed
     */
    private void readPipelinedReplies() throws MessagingException {
        while (!sentAhead.isEmpty()) {
            sentAhead.remove();
            if (super.readServerResponse() == 354) {
                if (stage == SmtpStage.MAIL) {
                    throw new MessagingException("an empty message might be delivered", new IOException());
                }
                write(".");
                super.readServerResponse();
            }
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (suppressed) {
            suppressed = false;
            return getLastReturnCode();
        }
        int code = super.readServerResponse();
        if (!cleaningUp && code > 0) {
            byte[] octets = getLastServerResponse().getBytes(StandardCharsets.ISO_8859_1);
            reply = SmtpReply.parse(code, new String(octets, StandardCharsets.UTF_8));
        }
        return code;
    }

    private void enter(SmtpStage next) {
        stage = next;
        reply = null;
    }
}
