package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.supervision.Supervisor;

@Timeout(60)
final class SmtpSocketTest {
    private final WriteTimeouts writeTimeouts = new WriteTimeouts(Supervisor.withoutExit());
    private final SmtpSocketFactory sockets = new SmtpSocketFactory(writeTimeouts, Duration.ofMillis(200));
    private ServerSocket listening;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = sockets.createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        server = listening.accept();
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        server.close();
        listening.close();
        writeTimeouts.shutdownNow();
    }

    @Test
    void writesLeaveInOnePacketAtTheNextRead() throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(octets("MAIL\r\n"));
        out.flush();
        out.write(octets("RCPT\r\n"));
        out.write('.');
        assertEquals(0, server.getInputStream().available());
        server.getOutputStream().write('2');

        assertEquals('2', client.getInputStream().read());

        byte[] received = new byte[100];
        int count = server.getInputStream().read(received);
        assertEquals("MAIL\r\nRCPT\r\n.", new String(received, 0, count, StandardCharsets.US_ASCII));
    }

    @Test
    void closingFlushesTheBuffer() throws IOException {
        client.getOutputStream().write(octets("QUIT\r\n"));
        client.close();

        assertEquals("QUIT\r\n", new String(server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void largeWritesArriveCompleteAndInOrder() throws Exception {
        byte[] much = octets("0123456789".repeat(10_000));
        Thread writer = new Thread(() -> {
            try {
                OutputStream out = client.getOutputStream();
                out.write(much, 0, 100);
                out.write(much, 100, 16_384);
                out.write(much, 16_484, much.length - 16_484);
                client.close();
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        });
        writer.start();

        assertEquals(
                new String(much, StandardCharsets.US_ASCII),
                new String(server.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        writer.join();
    }

    @Test
    void aStalledWriteEnds() throws IOException {
        OutputStream out = client.getOutputStream();
        byte[] part = new byte[1 << 20];

        assertThrows(IOException.class, () -> {
            while (true) {
                out.write(part);
            }
        });
        assertTrue(client.isClosed());
    }

    @Test
    void noTimeoutFiresAfterACompletedWrite() throws Exception {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        server.getOutputStream().write(octets("250"));
        out.write(octets("DATA"));
        assertEquals('2', client.getInputStream().read());
        assertEquals('D', in.read());
        // The timeout of this stalled connection fires later than that of the completed write would have.
        try (Socket stalled = sockets.createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                Socket unread = listening.accept()) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    stalled.getOutputStream().write(new byte[1 << 20]);
                }
            });
            assertTrue(unread.isConnected());
        }

        assertEquals('5', client.getInputStream().read());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
