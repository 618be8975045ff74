package telltale.dns;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PinnedSocketTest {
    /** The header of a handshake record with 16 kB (RFC 8446 section 5.1). */
    private static final byte[] RECORD = {22, 3, 3, 0x40, 0};

    @Test
    @Timeout(60)
    void aHandshakeEndsInTimeHoweverSlowlyItsOctetsCome() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread slow = new Thread(() -> sendSlowly(server));
            slow.setDaemon(true);
            slow.start();
            URI url = URI.create("https://localhost:" + server.getLocalPort() + "/");
            SSLSocketFactory secure = (SSLSocketFactory) SSLSocketFactory.getDefault();
            assertThrows(
                    SocketTimeoutException.class,
                    () -> PinnedSocket.open(server.getInetAddress(), url, Duration.ofSeconds(1), secure));
        }
    }

    private static void sendSlowly(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(RECORD);
            while (true) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                socket.getOutputStream().write(0);
            }
        } catch (IOException closed) {
            // By the client.
        }
    }
}
