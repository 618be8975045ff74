package telltale.intake;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.command.MailCommand;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;
import telltale.listening.SharedCommands;

/** The commands in which the listener differs from its SMTP library: no login, no TLS, no BDAT, but LMTP. */
final class ListenerCommands {
    private static final List<String> REFUSED = List.of("AUTH", "BDAT", "EXPN", "HELP", "STARTTLS", "VRFY");

    private ListenerCommands() {}

    static void replaceIn(CommandHandler commands) {
        commands.addCommand(new Greeting("EHLO"));
        commands.addCommand(new Greeting("LHLO"));
        commands.addCommand(new Mail());
        SharedCommands.replaceIn(commands, REFUSED);
    }

    /** The greeting of ESMTP, and that of LMTP (RFC 2033 section 4.1), which has the same syntax and meaning. */
    private static final class Greeting extends BaseCommand {
        private final String name;

        Greeting(String name) {
            super(name, "Introduce yourself.", "<hostname>");
            this.name = name;
        }

        @Override
        public void execute(String command, Session session) throws IOException {
            String client = getArgPredicate(command);
            if (client.isEmpty()) {
                session.sendResponse("501 5.5.4 Syntax: " + name + " hostname");
                return;
            }
            session.resetMailTransaction();
            session.setHelo(client);
            session.sendResponse("250-" + session.getServer().getHostName() + "\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                    + "250-ENHANCEDSTATUSCODES\r\n250 SIZE "
                    + session.getServer().getMaxMessageSize());
        }
    }

    /** MAIL with a declared size (RFC 1870) that no number holds, which the library would fail at. */
    private static final class Mail extends BaseCommand {
        private static final Pattern HUGE = Pattern.compile(" size=0*[1-9]\\d{8,}");

        private final MailCommand mail = new MailCommand(address -> true);

        Mail() {
            super("MAIL", "Specifies the sender.", "FROM: <sender> [ <parameters> ]");
        }

        @Override
        public void execute(String command, Session session) throws IOException, DropConnectionException {
            if (HUGE.matcher(command.toLowerCase(Locale.ROOT)).find()) {
                session.sendResponse("552 5.3.4 Message size exceeds fixed limit");
            } else {
                mail.execute(command, session);
            }
        }
    }
}
