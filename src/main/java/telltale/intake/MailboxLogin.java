package telltale.intake;

import java.io.IOException;
import telltale.oauth.AccessTokens;
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

    /**
     * Notes that a server refused a secret.
     *
     * @return whether {@link #secret} returns another one
     */
    boolean replace(Secret refused);

    /** What to do when a server refuses the login, before its own words; empty if that is plain. */
    String advice();

    /** A login by access tokens. */
    static MailboxLogin byToken(AccessTokens tokens) {
        return new MailboxLogin() {
            @Override
            public String mechanisms() {
                return "XOAUTH2";
            }

            @Override
            public Secret secret() throws IOException {
                return tokens.get();
            }

            @Override
            public boolean replace(Secret refused) {
                return tokens.replace(refused);
            }

            @Override
            public String advice() {
                return "check that EMAIL_USER granted reading by IMAP or POP3, and that EMAIL_OAUTH_SCOPE includes it: ";
            }
        };
    }

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

            @Override
            public boolean replace(Secret refused) {
                return false;
            }

            @Override
            public String advice() {
                return "";
            }
        };
    }
}
