package telltale.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.SmtpServer.Login;

/**
 * An SMTP connection that knows at which stage it is and what the server said there.
 *
 * <p>Angus reports a failure as a tree of exceptions that depends on the command, the code and what failed while tidying
 * up; the stage and the last reply are plain facts.
 */
final class StagedTransport extends SMTPTransport {
    private final SmtpRoute route;
    private SmtpStage stage = SmtpStage.CONNECT;
    private @Nullable SmtpReply reply;
    private boolean tidying;
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
        if (!tidying) {
            reply = null;
        }
        super.sendCommand(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
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
