package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import telltale.model.Host;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.SmtpServer.Tls;

/**
 * The address of a mailbox: {@code imaps://user@host:port/folder}, in the form of RFC 5092 and RFC 2384.
 *
 * @param port the given one, or that of the scheme
 */
record MailboxUrl(Protocol protocol, Tls tls, String user, String host, int port, String folder) {
    private static final String INBOX = "INBOX";
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException with the reason, which never contains the value */
    static MailboxUrl parse(String text) {
        URI url = url(text);
        Scheme scheme = scheme(url);
        String host = host(url);
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("its port is not a number from 1 to 65535");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("it has a query or a fragment");
        }
        return new MailboxUrl(
                scheme.protocol,
                scheme.isTls ? Tls.TLS : tlsOf(host),
                user(url.getRawUserInfo(), url.getUserInfo()),
                host,
                url.getPort() < 0 ? scheme.port : url.getPort(),
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

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("it is not a URL (" + malformed.getReason() + ")", malformed);
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

    private static String host(URI url) {
        String authority = url.getRawAuthority();
        if (authority != null && authority.indexOf('@') != authority.lastIndexOf('@')) {
            throw new IllegalArgumentException("the @ in its user name is not written as %40");
        }
        if (url.getHost() == null) {
            throw new IllegalArgumentException(
                    "its host is missing, or has other than ASCII letters, digits, dots and hyphens");
        }
        return Host.parse(url.getHost());
    }

    private static Tls tlsOf(String host) {
        return new Host(host).isLoopback() ? Tls.NONE : Tls.STARTTLS;
    }

    private static String user(@Nullable String encoded, @Nullable String user) {
        if (encoded == null || user == null || user.isEmpty()) {
            throw new IllegalArgumentException("it has no user name; an @ in one is written as %40");
        }
        if (encoded.contains(":")) {
            throw new IllegalArgumentException(
                    "it contains a password, which belongs in INBOUND_PASS only, because logs show the URL");
        }
        if (user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("its user name has control characters");
        }
        return user;
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
