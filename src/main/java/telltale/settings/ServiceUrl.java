package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import telltale.model.Host;
import telltale.settings.SmtpServer.Tls;

/** The parts that the addresses of mailboxes and mail servers have in common. */
final class ServiceUrl {
    private static final int MAX_PORT = 65_535;

    private ServiceUrl() {}

    /** @throws IllegalArgumentException with the reason, which never contains the value */
    static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("it is not a URL (" + malformed.getReason() + ")", malformed);
        }
    }

    /** The host, which is checked. */
    static String host(URI url) {
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

    /** The port, or that of the scheme. */
    static int port(URI url, int standard) {
        if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
            throw new IllegalArgumentException("its port is not a number from 1 to 65535");
        }
        return url.getPort() < 0 ? standard : url.getPort();
    }

    static void rejectQuery(URI url) {
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("it has a query or a fragment");
        }
    }

    /** The encryption of a scheme without implicit TLS. */
    static Tls tlsOf(String host) {
        return new Host(host).isLoopback() ? Tls.NONE : Tls.STARTTLS;
    }

    /**
     * The user name, or null if there is none.
     *
     * @param passwordSetting where a password belongs
     */
    static @Nullable String user(URI url, String passwordSetting) {
        String encoded = url.getRawUserInfo();
        String user = url.getUserInfo();
        if (encoded == null || user == null || user.isEmpty()) {
            return null;
        }
        if (encoded.contains(":")) {
            throw new IllegalArgumentException(
                    "it contains a password, which belongs in " + passwordSetting + " only, because logs show the URL");
        }
        if (user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("its user name has control characters");
        }
        return user;
    }
}
