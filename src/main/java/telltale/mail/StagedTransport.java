package telltale.mail;

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
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer.Login;

/**
 * An SMTP connection that knows at which stage it is and what the server said there.
 *
 * <p>Angus reports a failure as a tree of exceptions that depends on the command, the code and what failed while tidying
 * up; the stage and the last reply are plain facts.
 *
 * <p>Where a server takes several commands at once (RFC 2920), recipient and DATA go out with the sender: fewer ways to
 * and fro, and fewer waits.
 */
final class StagedTransport extends SMTPTransport {
    private final SmtpRoute route;
    private SmtpStage stage = SmtpStage.CONNECT;
    private @Nullable SmtpReply reply;
    private boolean tidying;
    /** What goes out with MAIL. */
    private List<String> following = List.of();
    /** What went out so, and whose turn has not come yet. */
    private final Queue<String> early = new ArrayDeque<>();

    private boolean loggedIn;

    StagedTransport(SmtpRoute route) {
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

    /** Hands one mail over. */
    void hand(ComposedMail mail) throws MessagingException {
        InternetAddress recipient = new InternetAddress();
        recipient.setAddress(mail.recipient().onTheWire());
        following = takesSeveral() ? List.of("RCPT TO:<" + recipient.getAddress() + ">", "DATA") : List.of();
        sendMessage(new RenderedMessage(route.session(), mail), new Address[] {recipient});
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
        if (command.equals(early.peek())) {
            early.remove();
            return;
        }
        tidying = command.equals("RSET") || command.equals("QUIT");
        if (tidying) {
            endWhatIsEarly(command.equals("RSET"));
        } else {
            reply = null;
        }
        say(command);
        if (stage == SmtpStage.MAIL && !tidying) {
            for (String next : following) {
                say(next);
                early.add(next);
            }
        }
    }

    private void say(String command) throws MessagingException {
        super.sendCommand(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /**
     * Hears what a server says to commands that were in vain. One that wants a message all the same gets an empty one,
     * which it refuses, for it took no recipient (RFC 2920 section 3.1).
     *
     * @param hear whether the conversation goes on
     */
    private void endWhatIsEarly(boolean hear) throws MessagingException {
        while (!early.isEmpty()) {
            early.remove();
            if (hear && super.readServerResponse() == 354) {
                say(".");
                super.readServerResponse();
            }
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
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
