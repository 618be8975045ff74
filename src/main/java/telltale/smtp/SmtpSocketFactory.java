package telltale.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Creates {@link SmtpSocket}s. */
final class SmtpSocketFactory extends SocketFactory {
    private final ScheduledExecutorService writeTimeouts;
    private final Duration writeTimeout;

    /** @param writeTimeout how long one write may take */
    SmtpSocketFactory(ScheduledExecutorService writeTimeouts, Duration writeTimeout) {
        this.writeTimeouts = writeTimeouts;
        this.writeTimeout = writeTimeout;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new SmtpSocket(writeTimeouts, writeTimeout);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
    }

    private Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from) throws IOException {
        Socket socket = createSocket();
        try {
            socket.bind(from);
            socket.connect(to);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }
}
