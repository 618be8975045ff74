package telltale.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import telltale.model.IpLiteral;

/**
 * Connects to one address, which was checked before: the name in the URL is not resolved again, and only identifies the server in TLS. No
 * proxy is used.
 */
public final class PinnedSocket {
    private PinnedSocket() {}

    /**
     * Opens a connection for a URL, with the handshake of TLS if it is https.
     *
     * @param timeout of connecting, and of each read
     * @param secure creates the sockets for https, and decides which authorities are trusted
     * @throws javax.net.ssl.SSLException if the connection is not secure
     */
    public static Socket open(InetAddress address, URI url, Duration timeout, SSLSocketFactory secure)
            throws IOException {
        Socket plain = new Socket(Proxy.NO_PROXY);
        try {
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address, AddressGuard.port(url)), (int) timeout.toMillis());
            plain.setSoTimeout((int) timeout.toMillis());
            return "https".equalsIgnoreCase(url.getScheme()) ? secured(plain, url, secure) : plain;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private static SSLSocket secured(Socket plain, URI url, SSLSocketFactory secure) throws IOException {
        String name = IpLiteral.withoutBrackets(url.getHost());
        SSLSocket socket = (SSLSocket) secure.createSocket(plain, name, AddressGuard.port(url), true);
        SSLParameters parameters = socket.getSSLParameters();
        // Without it, the certificate of any host is accepted.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
