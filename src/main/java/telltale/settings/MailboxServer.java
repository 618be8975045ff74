package telltale.settings;

import org.jspecify.annotations.Nullable;
import telltale.settings.SmtpServer.Tls;

/**
 * A mailbox that is read for mail that came back.
 *
 * @param setting the setting that names it, such as {@code INBOUND_URL_2}
 * @param folder the path of an IMAP folder, with slashes between its parts; {@code INBOX} for POP3
 * @param password null for the access tokens of the account that sends mail
 */
public record MailboxServer(
        String setting,
        Protocol protocol,
        Tls tls,
        String user,
        String host,
        int port,
        String folder,
        @Nullable Secret password) {
    /** The protocol by which a mailbox is read. */
    public enum Protocol {
        /** RFC 9051 and RFC 3501 */
        IMAP,
        /** RFC 1939 */
        POP3
    }

    /** Identifies the mailbox among all others. */
    public String key() {
        return scheme() + "://" + user + "@" + host + ":" + port + "/" + folder;
    }

    /** The mailbox without the user's name, for logs and answers. */
    public String display() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return scheme() + "://" + literal + "/" + folder;
    }

    private String scheme() {
        return (protocol == Protocol.IMAP ? "imap" : "pop3") + (tls == Tls.TLS ? "s" : "");
    }

    /** The setting and the mailbox without the user's name. */
    @Override
    public String toString() {
        return setting + " (" + display() + ")";
    }
}
