package telltale.dns;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
     * @param timeout of connecting with the handshake, and of each read after it
     * @param secure creates the sockets for https, and decides which authorities are trusted
     * @throws javax.net.ssl.SSLException if the connection is not secure
     */
    public static Socket open(InetAddress address, URI url, Duration timeout, SSLSocketFactory secure)
            throws IOException {
        LimitedSocket plain = new LimitedSocket();
        try {
            plain.limit(timeout);
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address, AddressGuard.port(url)), (int) timeout.toMillis());
            Socket opened = "https".equalsIgnoreCase(url.getScheme()) ? secured(plain, url, secure) : plain;
            plain.unlimit(timeout);
            return opened;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    /** A socket whose reads can be limited together, so that a peer that sends an octet now and then does not prolong a handshake. */
    private static final class LimitedSocket extends Socket {
        private boolean isLimited;
        private long end;

        LimitedSocket() {
            super(Proxy.NO_PROXY);
        }

        /** All reads from now on take no longer than this together. */
        void limit(Duration timeout) {
            isLimited = true;
            end = System.nanoTime() + timeout.toNanos();
        }

        /** Each read takes no longer than this. */
        void unlimit(Duration timeout) throws IOException {
            isLimited = false;
            setSoTimeout((int) timeout.toMillis());
        }

        private void prepareRead() throws IOException {
            if (isLimited) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new SocketTimeoutException("the handshake takes too long");
                }
                setSoTimeout((int) left);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    prepareRead();
                    return super.read();
                }

                @Override
                public int read(byte[] buffer, int from, int length) throws IOException {
                    prepareRead();
                    return super.read(buffer, from, length);
                }
            };
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
