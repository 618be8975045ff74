package telltale.smtp;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer.Login;

/**
 * An SMTP connection that knows at which stage it is and what the server said there.
 *
 * <p>Angus reports a failure as a tree of exceptions that depends on the command, the code and what failed while tidying
 * up; the stage and the last reply are plain facts.
 *
 * <p>Where a server takes several commands at once (RFC 2920), recipient and DATA go out with the sender, and all three
 * with the end of the mail before, for the end of a message may be the first of a group (section 3.1): one way to and fro
 * for a mail.
 *
 * <p>A server that was told of the next mail may have said that it waits for its content. What it got then up to a final
 * dot would be delivered, so if another mail comes, or none, the connection ends without one: what has no end is
 * discarded (RFC 5321 section 4.1.1.4).
 */
final class PipeliningTransport extends SMTPTransport {
    private final SmtpRoute route;
    private SmtpStage stage = SmtpStage.CONNECT;
    private @Nullable SmtpReply reply;
    private boolean tidying;
    /** What goes out with MAIL. */
    private List<String> following = List.of();
    /** What was said with MAIL, and will be again for another mail that begins like this one. */
    private String mailCommand = "";
    /** Which mail's group goes out with the end of this one. */
    private @Nullable Envelope foreseen;
    /** What went out so, and whose turn has not come yet. */
    private final Queue<String> early = new ArrayDeque<>();
    /** Whether Angus waits for the answer to a command that was not said. */
    private boolean unsaid;

    private boolean loggedIn;

    PipeliningTransport(SmtpRoute route) {
        // Made directly, not by Session.getTransport: which providers a container lists makes no difference.
        super(
                route.session(),
                new URLName(route.protocol(), route.host(), route.port(), null, null, null),
                route.protocol(),
                route.protocol().equals("smtps"));
        this.route = route;
    }

    /** Connects up to the point where MAIL may be said. */
    void open() throws MessagingException {
        Login login = route.login();
        if (login == null) {
            connect(route.host(), route.port(), null, null);
        } else {
            connect(route.host(), route.port(), login.user(), login.password().reveal());
        }
    }

    /**
     * Hands one mail over.
     *
     * @param next in which envelope another probably follows
     * @throws MessagingException before anything is said, too, if the server was told of another mail than this
     */
    void hand(ComposedMessage mail, @Nullable Envelope next) throws MessagingException {
        // Before anything can fail: what the last mail met is not said of this one.
        enter(SmtpStage.MAIL);
        Envelope envelope = mail.envelope();
        if (!early.isEmpty() && !envelope.equals(foreseen)) {
            throw new MessagingException("the server waits for another mail");
        }
        boolean several = takesSeveral();
        following = several ? recipientAndData(envelope) : List.of();
        foreseen = several && next != null && next.beginsLike(envelope) ? next : null;
        InternetAddress recipient = new InternetAddress();
        recipient.setAddress(mail.recipient().wireForm());
        sendMessage(new EncodedMimeMessage(route.session(), mail), new Address[] {recipient});
    }

    private static List<String> recipientAndData(Envelope envelope) {
        return List.of("RCPT TO:<" + envelope.recipient().wireForm() + ">", "DATA");
    }

    /** Not where a container's session asks for notifications: then RCPT says more than is foreseen here. */
    private boolean takesSeveral() {
        return supportsExtension("PIPELINING")
                && route.session().getProperty("mail." + route.protocol() + ".dsn.notify") == null;
    }

    SmtpStage stage() {
        return stage;
    }

    /** The server's answer at this stage, or null while it gave none. */
    @Nullable
    SmtpReply reply() {
        return reply;
    }

    /** Whether the server took user and password; Angus says nothing when a server does not even ask for them. */
    boolean isLoggedIn() {
        return loggedIn;
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        enter(SmtpStage.EHLO);
        return super.ehlo(domain);
    }

    @Override
    protected void startTLS() throws MessagingException {
        enter(SmtpStage.STARTTLS);
        super.startTLS();
    }

    /** Authentication alone speaks through this method. */
    @Override
    public synchronized int simpleCommand(String command) throws MessagingException {
        enter(SmtpStage.AUTH);
        int code = super.simpleCommand(command);
        loggedIn = code == 235;
        return code;
    }

    /** Authentication alone speaks through this method. */
    @Override
    protected int simpleCommand(byte[] response) throws MessagingException {
        enter(SmtpStage.AUTH);
        int code = super.simpleCommand(response);
        loggedIn = code == 235;
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
        // The 354 is used up: whatever breaks while the body is written broke without a reply.
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
     * mail of the connection.
     */
    @Override
    protected void sendCommand(String command) throws MessagingException {
        tidying = command.equals("RSET") || command.equals("QUIT");
        if (tidying) {
            tidy(command);
        } else if (command.equals(early.peek())) {
            early.remove();
        } else {
            reply = null;
            say(command);
            if (stage == SmtpStage.MAIL) {
                mailCommand = command;
                sayEarly(following);
            } else if (stage == SmtpStage.END_OF_DATA && foreseen != null) {
                sayEarly(List.of(mailCommand));
                sayEarly(recipientAndData(foreseen));
            }
        }
    }

    private void sayEarly(List<String> commands) throws MessagingException {
        for (String command : commands) {
            say(command);
            early.add(command);
        }
    }

    private void tidy(String command) throws MessagingException {
        boolean reset = command.equals("RSET");
        if (early.isEmpty()) {
            say(command);
        } else if (reset && stage == SmtpStage.END_OF_DATA) {
            // The next mail's transaction has begun, and this one's is over (RFC 5321 section 4.1.1.4).
            unsaid = true;
        } else if (reset) {
            hearWhatIsEarly();
            say(command);
        }
        // No goodbye to a server that would take it for the content of a mail.
    }

    private void say(String command) throws MessagingException {
        super.sendCommand(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /**
     * Hears what a server says to commands that were in vain. One that wants a message all the same gets an empty one,
     * which it refuses, for it took no recipient (RFC 2920 section 3.1).
     *
     * @throws MessagingException if it took no sender either: then nobody knows whose recipients it holds, and the
     *     connection ends
     */
    private void hearWhatIsEarly() throws MessagingException {
        while (!early.isEmpty()) {
            early.remove();
            if (super.readServerResponse() == 354) {
                if (stage == SmtpStage.MAIL) {
                    throw new MessagingException("an empty message might be delivered", new IOException());
                }
                say(".");
                super.readServerResponse();
            }
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        if (unsaid) {
            unsaid = false;
            return getLastReturnCode();
        }
        int code = super.readServerResponse();
        if (!tidying && code > 0) {
            byte[] octets = getLastServerResponse().getBytes(StandardCharsets.ISO_8859_1);
            reply = new SmtpReply(code, new String(octets, StandardCharsets.UTF_8));
        }
        return code;
    }

    private void enter(SmtpStage next) {
        stage = next;
        reply = null;
    }
}
