package telltale.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets for TLS; the certificates of the last connection can be read. */
final class RecordingSslSocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private volatile @Nullable SSLSocket last;

    /** @param factory creates the sockets */
    RecordingSslSocketFactory(SSLSocketFactory factory) {
        this.factory = factory;
    }

    /** The verified certificates of the last connection, the server's own first; empty without a verified one. */
    List<X509Certificate> certificates() {
        SSLSocket socket = last;
        try {
            return socket == null
                    ? List.of()
                    : Arrays.stream(socket.getSession().getPeerCertificates())
                            .filter(X509Certificate.class::isInstance)
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    private Socket record(Socket socket) {
        last = socket instanceof SSLSocket secure ? secure : null;
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return record(factory.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return record(factory.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return record(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return record(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return record(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return record(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }
}
