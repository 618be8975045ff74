package telltale.intake;

import java.io.IOException;
import telltale.settings.Secret;

/** How Telltale proves to a mail server that it may read a mailbox. */
public interface MailboxLogin {
    /** The names of the SASL mechanisms that may be used, separated by spaces, the preferred one first. */
    String mechanisms();

    /**
     * The secret for the next connection.
     *
     * @throws IOException if it has to be requested, and that fails
     */
    Secret secret() throws IOException;

    /** A login by password. */
    static MailboxLogin byPassword(Secret password) {
        return new MailboxLogin() {
            @Override
            public String mechanisms() {
                return "PLAIN LOGIN";
            }

            @Override
            public Secret secret() {
                return password;
            }
        };
    }
}
