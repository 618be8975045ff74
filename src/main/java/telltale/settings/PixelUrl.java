package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;

/** The address of the pixel as the recipients' mail clients know it: absolute, http or https, ending in {@code /pixel}. */
public record PixelUrl(URI uri) {
    private static final String PIXEL = "/pixel";

    /** @throws IllegalArgumentException with a sentence that says what is wrong and never repeats the address */
    public PixelUrl {
        require(
                "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
                "it does not begin with https:// or http://");
        require(uri.getRawUserInfo() == null, "it holds a user name, which every mail would show");
        require(uri.getHost() != null, "its host is missing, or not in ASCII letters, digits, dots and hyphens");
        require(uri.getPort() <= 65_535 && uri.getPort() != 0, "its port is not a number from 1 to 65535");
        require(uri.getRawQuery() == null && uri.getRawFragment() == null, "it has a query or a fragment");
        require(uri.getRawPath().endsWith(PIXEL), "its path does not end in /pixel");
    }

    /** Reads an address, with the exceptions of the constructor. */
    public static PixelUrl parse(String text) {
        try {
            return new PixelUrl(new URI(text));
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("it is not a URL (" + notOne.getReason() + ")", notOne);
        }
    }

    /** What precedes {@code /pixel}, where every tracked address begins; in ASCII, without a slash at its end. */
    public String base() {
        String ascii = uri.toASCIIString();
        return ascii.substring(0, ascii.length() - PIXEL.length());
    }

    boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    Host host() {
        return new Host(uri.getHost());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
