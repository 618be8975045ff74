package telltale.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.model.Host;

/**
 * Whether the DNS is used, and through which name server.
 *
 * @param server {@code host:port}; null for the name servers of this machine
 */
public record DnsSettings(boolean isOn, @Nullable String server) {
    private static final int DNS_PORT = 53;

    /**
     * Parses {@code on}, {@code off}, or a name server with or without a port.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    static DnsSettings parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> new DnsSettings(true, null);
            case "off" -> new DnsSettings(false, null);
            default -> new DnsSettings(true, server(text));
        };
    }

    private static String server(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = text.startsWith("[") ? colon > text.indexOf(']') : colon >= 0 && text.indexOf(':') == colon;
        String host = Host.parse(hasPort ? text.substring(0, colon) : text);
        int port = hasPort ? Parsers.port(text.substring(colon + 1)) : DNS_PORT;
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The name servers as the JDK's DNS client takes them. */
    public String url() {
        return server == null ? "dns:" : "dns://" + server;
    }
}
