package telltale.submission;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.settings.ServerCertificate;

/** The server's side of TLS. A certificate that is renewed in its file is in use a minute later. */
final class ServerTls {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

    private final ServerCertificate certificate;
    private SSLContext context;
    private long loadedAt = System.nanoTime();

    ServerTls(ServerCertificate certificate) {
        this.certificate = certificate;
        this.context = certificate.load();
    }

    /** Wraps a connection; the handshake follows with the first octets. */
    SSLSocket wrap(Socket plain) throws IOException {
        SSLSocket encrypted = (SSLSocket) current().getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        encrypted.setUseClientMode(false);
        return encrypted;
    }

    private synchronized SSLContext current() {
        if (System.nanoTime() - loadedAt > INTERVAL) {
            loadedAt = System.nanoTime();
            try {
                context = certificate.load();
            } catch (IllegalArgumentException unusable) {
                log.warn("TELLTALE_SMTP_CERT cannot be read again, the former one stays: {}", unusable.getMessage());
            }
        }
        return context;
    }
}
