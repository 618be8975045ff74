package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;
import telltale.model.Host;

/** The public URL of the pixel, for recipients' mail clients: absolute, http or https, ending in {@code /pixel}. */
public record PixelUrl(URI uri) {
    private static final String PIXEL = "/pixel";

    /** @throws IllegalArgumentException with a message that states the error and never contains the URL */
    public PixelUrl {
        require(
                "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
                "it does not begin with https:// or http://");
        require(uri.getRawUserInfo() == null, "it contains a user name, which every message would expose");
        require(
                uri.getHost() != null,
                "its host is missing, or has other than ASCII letters, digits, dots and hyphens");
        require(uri.getPort() <= 65_535 && uri.getPort() != 0, "its port is not a number from 1 to 65535");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "it has a query or a fragment");
        require(uri.getRawPath().endsWith(PIXEL), "its path does not end in /pixel");
    }

    /** Parses a URL, with the exceptions of the constructor. */
    public static PixelUrl parse(String text) {
        try {
            return new PixelUrl(new URI(text));
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("it is not a URL (" + notOne.getReason() + ")", notOne);
        }
    }

    /** The prefix of every tracking URL: what precedes {@code /pixel}, in ASCII and without a trailing slash. */
    public String base() {
        String ascii = uri.toASCIIString();
        return ascii.substring(0, ascii.length() - PIXEL.length());
    }

    public boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether requests cross a network without encryption; browsers trust this machine without it. */
    public boolean isCleartext() {
        return !isEncrypted() && !host().isLoopback();
    }

    public Host host() {
        return new Host(uri.getHost());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
