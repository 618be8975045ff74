package telltale.intake;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.Locale;
import java.util.Properties;
import telltale.settings.MailboxServer;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.Secret;
import telltale.settings.SmtpServer.Tls;

/** Connects to the servers of mailboxes. */
final class MailStores {
    /** How much of a mail one FETCH requests. */
    private static final int FETCH_SIZE = 1 << 18;

    private MailStores() {}

    /**
     * Connects and logs in. If the secret is refused and there is another one, that is tried over a new connection.
     *
     * @throws MessagingException if the server does not answer, refuses the login, or has no valid certificate
     * @throws IOException if the secret cannot be had
     */
    static Store connect(MailboxServer server, MailboxLogin login, IntakeTiming timing)
            throws MessagingException, IOException {
        try {
            return logIn(server, login, timing);
        } catch (AuthenticationFailedException refused) {
            throw new AuthenticationFailedException(login.advice() + refused.getMessage(), refused);
        }
    }

    private static Store logIn(MailboxServer server, MailboxLogin login, IntakeTiming timing)
            throws MessagingException, IOException {
        Secret secret = login.secret();
        try {
            return connect(server, login.mechanisms(), secret, timing);
        } catch (AuthenticationFailedException refused) {
            if (!login.replace(secret)) {
                throw refused;
            }
        }
        return connect(server, login.mechanisms(), login.secret(), timing);
    }

    private static Store connect(MailboxServer server, String mechanisms, Secret secret, IntakeTiming timing)
            throws MessagingException {
        String protocol = server.protocol().name().toLowerCase(Locale.ROOT);
        Session session = Session.getInstance(properties("mail." + protocol + ".", server, mechanisms, timing));
        Store store = server.protocol() == Protocol.IMAP ? new TokenImapStore(session) : session.getStore(protocol);
        try {
            store.connect(server.host(), server.port(), server.user(), secret.reveal());
            return store;
        } catch (MessagingException | RuntimeException failed) {
            close(store);
            throw failed;
        }
    }

    private static Properties properties(String prefix, MailboxServer server, String mechanisms, IntakeTiming timing) {
        String timeout = String.valueOf(timing.timeout().toMillis());
        Properties properties = new Properties();
        properties.put(prefix + "ssl.enable", String.valueOf(server.tls() == Tls.TLS));
        properties.put(prefix + "starttls.enable", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.put(prefix + "starttls.required", String.valueOf(server.tls() == Tls.STARTTLS));
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "auth.mechanisms", mechanisms);
        properties.put(prefix + "connectiontimeout", timeout);
        properties.put(prefix + "timeout", timeout);
        properties.put(prefix + "writetimeout", timeout);
        properties.put(prefix + "peek", "true");
        properties.put(prefix + "partialfetch", "true");
        properties.put(prefix + "fetchsize", String.valueOf(FETCH_SIZE));
        // A server may delete each mail that was sent, even one that was not stored, when the session ends.
        properties.put(prefix + "rsetbeforequit", "true");
        // Debug output would contain mails and addresses.
        properties.put("mail.debug", "false");
        return properties;
    }

    /** Closes the connection, which may be lost. */
    static void close(Store store) {
        try {
            store.close();
        } catch (MessagingException | RuntimeException lost) {
            // Angus closes the socket in any case.
        }
    }
}
