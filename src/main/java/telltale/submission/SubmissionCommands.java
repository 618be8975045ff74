package telltale.submission;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.internal.command.AuthCommand;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;
import telltale.listening.SharedCommands;

/** The commands in which submission differs from the SMTP library. */
final class SubmissionCommands {
    private static final List<String> REFUSED = List.of("BDAT", "EXPN", "HELO", "HELP", "VRFY");
    private static final int MAX_FAILED_LOGINS = 3;
    /** A server waits five minutes for the next command (RFC 5321 section 4.5.3.2.7). */
    private static final int TIMEOUT = (int) TimeUnit.MINUTES.toMillis(5);

    private SubmissionCommands() {}

    static void replaceIn(CommandHandler commands, OpenSessions sessions) {
        commands.addCommand(new Ehlo(sessions));
        commands.addCommand(new Auth(sessions));
        commands.addCommand(new Mail(sessions));
        commands.addCommand(new Rcpt());
        SharedCommands.replaceIn(commands, REFUSED);
    }

    /** The greeting with the extensions that are really there. */
    private static final class Ehlo extends BaseCommand {
        private final OpenSessions sessions;

        Ehlo(OpenSessions sessions) {
            super("EHLO", "Introduce yourself.", "<hostname>");
            this.sessions = sessions;
        }

        @Override
        public void execute(String command, Session session) throws IOException {
            String client = getArgPredicate(command);
            if (client.isEmpty()) {
                session.sendResponse("501 5.5.4 Syntax: EHLO hostname");
                return;
            }
            session.resetMailTransaction();
            session.setHelo(client);
            boolean canStartTls = session.getServer().getEnableTLS() && !session.isTLSStarted();
            session.sendResponse("250-" + session.getServer().getHostName()
                    + "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                    + (canStartTls ? "250-STARTTLS\r\n" : "")
                    + (sessions.isPrivate(session) ? "250-AUTH PLAIN LOGIN\r\n" : "")
                    + "250 SIZE " + session.getServer().getMaxMessageSize());
        }
    }

    /** AUTH where no one can listen in, and not again and again. */
    private static final class Auth extends BaseCommand {
        private final AuthCommand auth = new AuthCommand();
        private final OpenSessions sessions;

        Auth(OpenSessions sessions) {
            super("AUTH", "Logs in.", "<mechanism>");
            this.sessions = sessions;
        }

        @Override
        public void execute(String command, Session session) throws IOException, DropConnectionException {
            if (!sessions.isPrivate(session)) {
                session.sendResponse("538 5.7.11 a key must not be sent in clear text; use STARTTLS first");
                return;
            }
            auth.execute(command, session);
            if (session.isAuthenticated()) {
                session.getSocket().setSoTimeout(TIMEOUT);
            } else if (sessions.addFailedLogin(session) >= MAX_FAILED_LOGINS) {
                throw new DropConnectionException(421, "4.7.0 too many failed logins");
            }
        }
    }

    /** MAIL with its parameters (RFC 1870, 4954, 6152, 6531). */
    private static final class Mail extends BaseCommand {
        private static final Pattern SYNTAX =
                Pattern.compile("MAIL\\s+FROM:\\s*<([^<>\\s]*)>((?:\\s+\\S+)*)\\s*", Pattern.CASE_INSENSITIVE);

        private final OpenSessions sessions;

        Mail(OpenSessions sessions) {
            super("MAIL", "Begins a mail.", "FROM:<sender>");
            this.sessions = sessions;
        }

        @Override
        public void execute(String command, Session session) throws IOException, DropConnectionException {
            Matcher mail = SYNTAX.matcher(command);
            if (sessions.areClosing()) {
                throw new DropConnectionException(421, "4.3.2 the server is stopping; try again later");
            } else if (!session.isAuthenticated()) {
                session.sendResponse("530 5.7.0 authentication required");
            } else if (session.isMailTransactionInProgress()) {
                session.sendResponse("503 5.5.1 a sender was given before");
            } else if (!mail.matches()) {
                session.sendResponse("501 5.5.4 Syntax: MAIL FROM:<address>");
            } else {
                begin(mail.group(1), mail.group(2).strip(), session);
            }
        }

        private static void begin(String sender, String parameters, Session session) throws IOException {
            session.startMailTransaction();
            try {
                boolean isUtf8 = readParameters(parameters, session.getServer().getMaxMessageSize());
                ((MailTransaction) session.getMessageHandler()).begin(sender, isUtf8);
                session.sendResponse("250 2.1.0 Ok");
            } catch (RejectException refused) {
                session.resetMailTransaction();
                session.sendResponse(refused.getErrorResponse());
            }
        }

        /** Returns whether SMTPUTF8 is among the parameters. */
        private static boolean readParameters(String parameters, int maxSize) throws RejectException {
            boolean isUtf8 = false;
            for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split("\\s+")) {
                String upper = parameter.toUpperCase(Locale.ROOT);
                if (upper.matches("SIZE=\\d{1,20}")) {
                    String digits = upper.substring(5).replaceFirst("^0+(?=\\d)", "");
                    if (digits.length() > 9 || Integer.parseInt(digits) > maxSize) {
                        throw new SubmissionRefusedException(552, "5.3.4", "a mail has at most " + maxSize + " octets");
                    }
                } else if (upper.equals("SMTPUTF8")) {
                    isUtf8 = true;
                } else if (!upper.matches("BODY=(7BIT|8BITMIME)|AUTH=\\S+")) {
                    throw new SubmissionRefusedException(555, "5.5.4", "a parameter of MAIL is not supported");
                }
            }
            return isUtf8;
        }
    }

    /** RCPT without parameters. */
    private static final class Rcpt extends BaseCommand {
        private static final Pattern SYNTAX =
                Pattern.compile("RCPT\\s+TO:\\s*<([^<>\\s]+)>(\\s+\\S.*)?\\s*", Pattern.CASE_INSENSITIVE);

        Rcpt() {
            super("RCPT", "Adds a recipient.", "TO:<recipient>");
        }

        @Override
        public void execute(String command, Session session) throws IOException {
            Matcher rcpt = SYNTAX.matcher(command);
            if (!session.isMailTransactionInProgress()) {
                session.sendResponse("503 5.5.1 send MAIL first");
            } else if (!rcpt.matches()) {
                session.sendResponse("501 5.5.4 Syntax: RCPT TO:<address>");
            } else if (rcpt.group(2) != null && !rcpt.group(2).isBlank()) {
                session.sendResponse("555 5.5.4 a parameter of RCPT is not supported");
            } else {
                add(rcpt.group(1), session);
            }
        }

        private static void add(String address, Session session) throws IOException {
            try {
                session.getMessageHandler().recipient(address);
                session.addRecipient(address);
                session.sendResponse("250 2.1.5 Ok");
            } catch (RejectException refused) {
                session.sendResponse(refused.getErrorResponse());
            }
        }
    }
}
