package telltale.settings;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mail server for message submission.
 *
 * @param login null for a relay that requires none
 */
public record SmtpServer(
        String host, int port, Tls tls, @Nullable Login login) {
    /** The domains of Gmail accounts. */
    public static final Set<String> GMAIL_DOMAINS = Set.of("gmail.com", "googlemail.com");

    private static final String WORKSPACE_RELAY = "smtp-relay.gmail.com";

    /** How the connection is encrypted. */
    public enum Tls {
        /** by STARTTLS (RFC 3207), which the server must offer */
        STARTTLS,
        /** from the first byte, implicit TLS (RFC 8314) */
        TLS,
        /** not at all: for a relay on this machine */
        NONE
    }

    /**
     * The credentials for SMTP authentication: a password or access tokens.
     *
     * @param oauth how access tokens are requested; null with a password
     */
    public record Login(
            String user,
            @Nullable Secret password,
            @Nullable OAuthSettings oauth) {
        /** Requires either a password or a way to request access tokens. */
        public Login {
            if ((password == null) == (oauth == null)) {
                throw new IllegalArgumentException("either a password or access tokens are expected");
            }
        }

        /** A login by password. */
        public Login(String user, Secret password) {
            this(user, password, null);
        }
    }

    /** Whether a host is a mail server of Gmail or Google Workspace, which share app passwords and connection limits. */
    public static boolean isGmail(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return GMAIL_DOMAINS.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
    }

    boolean isGmail() {
        return isGmail(host);
    }

    /** Whether this is the SMTP relay of Google Workspace, which has its own sending limits. */
    boolean isWorkspaceRelay() {
        return host.equalsIgnoreCase(WORKSPACE_RELAY);
    }
}
