package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import telltale.model.Host;

/** The public URL of the dashboard: absolute, http or https, such as {@code https://mail.example.com/app}. */
public record DashboardUrl(URI uri) {
    /** @throws IllegalArgumentException with a message that states the error */
    public DashboardUrl {
        require(
                "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
                "it does not begin with https:// or http://");
        require(uri.getRawUserInfo() == null, "it contains a user name");
        require(
                uri.getHost() != null,
                "its host is missing, or has other than ASCII letters, digits, dots and hyphens");
        require(uri.getPort() <= 65_535 && uri.getPort() != 0, "its port is not a number from 1 to 65535");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "it has a query or a fragment");
    }

    /** Parses a URL, with the exceptions of the constructor. */
    public static DashboardUrl parse(String text) {
        try {
            return new DashboardUrl(new URI(text));
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("it is not a URL (" + notOne.getReason() + ")", notOne);
        }
    }

    /** The address of something below the dashboard, by a path without a leading slash. */
    public String at(String path) {
        String ascii = uri.toASCIIString();
        return (ascii.endsWith("/") ? ascii : ascii + "/") + path;
    }

    /** The origin as browsers send it (RFC 6454 section 6.2): in lower case, and without the default port. */
    public String origin() {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        return origin(scheme, uri.getHost(), uri.getPort());
    }

    /**
     * An origin as browsers send it.
     *
     * @param port the default port, or -1, to leave it out
     */
    public static String origin(String scheme, String host, int port) {
        int standard = scheme.equals("https") ? 443 : 80;
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return scheme + "://" + literal.toLowerCase(Locale.ROOT) + (port == -1 || port == standard ? "" : ":" + port);
    }

    public boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether requests cross a network without encryption. */
    boolean isCleartext() {
        return !isEncrypted() && !new Host(uri.getHost()).isLoopback();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
