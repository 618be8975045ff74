package telltale.settings;

import org.jspecify.annotations.Nullable;

/**
 * Where mail is handed over.
 *
 * @param login null for a relay that asks for none
 */
public record SmtpServer(
        String host, int port, Tls tls, @Nullable Login login) {
    /** How the connection is secured. */
    public enum Tls {
        /** in clear first, then STARTTLS (RFC 3207); without it nothing is sent */
        STARTTLS,
        /** from the first byte (RFC 8314) */
        TLS,
        /** never: for a relay on this machine */
        NONE
    }

    /** What the server wants to know us by. */
    public record Login(String user, Secret password) {}
}
