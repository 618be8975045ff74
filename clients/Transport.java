import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Locale;

/**
 * How the recorder is addressed. Browsers send some headers only to trustworthy origins, which are those with https and those on
 * the machine itself (W3C Secure Contexts, section 3.1), so http is measured with both kinds of host.
 */
enum Transport {
    HTTPS("https", "localhost"),
    LOCALHOST("http", "localhost"),
    HTTP("http", "") {
        /** An address of this machine in its network. */
        @Override
        String host() throws IOException {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst()
                    .orElseThrow(() -> new IOException("This machine needs an IPv4 address besides 127.0.0.1."));
        }
    };

    private final String scheme;
    private final String host;

    Transport(String scheme, String host) {
        this.scheme = scheme;
        this.host = host;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The origin of the recorded requests. */
    String target(int port) throws IOException {
        return scheme + "://" + host() + ":" + port;
    }

    /** The origin of a page of another site. */
    String other(int port) {
        return scheme + "://127.0.0.1:" + port;
    }

    String host() throws IOException {
        return host;
    }
}
