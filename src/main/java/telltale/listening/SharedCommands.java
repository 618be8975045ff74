package telltale.listening;

import java.io.IOException;
import java.util.List;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.command.DataCommand;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.internal.server.CommandHandler;
import org.subethamail.smtp.server.Session;

/** The commands in which every listener differs from the SMTP library. */
public final class SharedCommands {
    private SharedCommands() {}

    /**
     * Replaces commands of the library.
     *
     * @param refused the commands that are not offered; VRFY and EXPN would tell which addresses there are
     */
    public static void replaceIn(CommandHandler commands, List<String> refused) {
        commands.addCommand(new Data());
        refused.forEach(name -> commands.addCommand(new Refused(name)));
    }

    /** DATA, which ends the transaction also if the mail is not accepted (RFC 5321 section 4.1.1.4), unlike the library's. */
    private static final class Data extends BaseCommand {
        private final DataCommand data = new DataCommand();

        Data() {
            super("DATA", "Sends the mail.");
        }

        @Override
        public void execute(String command, Session session) throws IOException, DropConnectionException {
            boolean isComplete = session.getRecipientCount() > 0;
            data.execute(command, session);
            if (isComplete) {
                session.resetMailTransaction();
            }
        }
    }

    /** A command that is not offered. */
    private static final class Refused extends BaseCommand {
        Refused(String name) {
            super(name, "Not offered.");
        }

        @Override
        public void execute(String command, Session session) throws IOException {
            session.sendResponse("502 5.5.1 not offered");
        }
    }
}
