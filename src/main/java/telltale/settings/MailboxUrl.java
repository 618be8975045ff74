package telltale.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.SmtpServer.Tls;

/**
 * The address of a mailbox: {@code imaps://user@host:port/folder}, in the form of RFC 5092 and RFC 2384.
 *
 * @param port the given one, or that of the scheme
 */
record MailboxUrl(Protocol protocol, Tls tls, String user, String host, int port, String folder) {
    private static final String INBOX = "INBOX";

    /** @throws IllegalArgumentException with the reason, which never contains the value */
    static MailboxUrl parse(String text) {
        URI url = ServiceUrl.parse(text);
        Scheme scheme = scheme(url);
        String host = ServiceUrl.host(url);
        int port = ServiceUrl.port(url, scheme.port);
        ServiceUrl.rejectQuery(url);
        String user = ServiceUrl.user(url, "INBOUND_PASS");
        if (user == null) {
            throw new IllegalArgumentException("it has no user name; an @ in one is written as %40");
        }
        return new MailboxUrl(
                scheme.protocol,
                scheme.isTls ? Tls.TLS : ServiceUrl.tlsOf(host),
                user,
                host,
                port,
                folder(scheme, url.getPath()));
    }

    private enum Scheme {
        IMAPS(Protocol.IMAP, true, 993),
        IMAP(Protocol.IMAP, false, 143),
        POP3S(Protocol.POP3, true, 995),
        POP3(Protocol.POP3, false, 110);

        private final Protocol protocol;
        private final boolean isTls;
        private final int port;

        Scheme(Protocol protocol, boolean isTls, int port) {
            this.protocol = protocol;
            this.isTls = isTls;
            this.port = port;
        }
    }

    private static Scheme scheme(URI url) {
        for (Scheme scheme : Scheme.values()) {
            if (scheme.name().equalsIgnoreCase(url.getScheme())) {
                return scheme;
            }
        }
        throw new IllegalArgumentException("it does not begin with imaps://, imap://, pop3s:// or pop3://");
    }

    private static String folder(Scheme scheme, @Nullable String path) {
        String folder = path == null || path.length() <= 1 ? INBOX : path.substring(1);
        if (scheme.protocol == Protocol.POP3 && !folder.equalsIgnoreCase(INBOX)) {
            throw new IllegalArgumentException("POP3 has no folder but INBOX");
        }
        if (folder.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("its folder has control characters");
        }
        return folder.equalsIgnoreCase(INBOX) ? INBOX : folder;
    }
}
