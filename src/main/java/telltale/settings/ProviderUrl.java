package telltale.settings;

import java.net.URI;
import java.net.URISyntaxException;
import telltale.model.Host;

/** The URL of an identity provider, which gets secrets: with TLS, unless it is on this machine. */
public final class ProviderUrl {
    private ProviderUrl() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with the reason why it is none
     */
    public static URI parse(String text) {
        URI url = url(text);
        require(url.getHost() != null, "its host is missing");
        require(url.getRawUserInfo() == null, "it contains a user name");
        require(url.getRawQuery() == null && url.getRawFragment() == null, "it has a query or a fragment");
        boolean isLocal = "http".equals(url.getScheme()) && new Host(url.getHost()).isLoopback();
        require("https".equals(url.getScheme()) || isLocal, "it does not begin with https://");
        return url;
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notOne) {
            throw new IllegalArgumentException("it is not a URL (" + notOne.getReason() + ")", notOne);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
