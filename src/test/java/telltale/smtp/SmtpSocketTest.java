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
    private final WriteTimeouts alarms = new WriteTimeouts(Supervisor.withoutExit());
    private final SmtpSocketFactory sockets = new SmtpSocketFactory(alarms, Duration.ofMillis(200));
    private ServerSocket listening;
    private Socket ours;
    private Socket theirs;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ours = sockets.createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        theirs = listening.accept();
    }

    @AfterEach
    void disconnect() throws IOException {
        ours.close();
        theirs.close();
        listening.close();
        alarms.shutdownNow();
    }

    @Test
    void whatIsSaidLeavesInOnePieceWhenSomebodyListens() throws IOException {
        OutputStream out = ours.getOutputStream();
        out.write(octets("MAIL\r\n"));
        out.flush();
        out.write(octets("RCPT\r\n"));
        out.write('.');
        assertEquals(0, theirs.getInputStream().available());
        theirs.getOutputStream().write('2');

        assertEquals('2', ours.getInputStream().read());

        byte[] heard = new byte[100];
        int count = theirs.getInputStream().read(heard);
        assertEquals("MAIL\r\nRCPT\r\n.", new String(heard, 0, count, StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsSaidLastLeavesBeforeTheConnectionCloses() throws IOException {
        ours.getOutputStream().write(octets("QUIT\r\n"));
        ours.close();

        assertEquals("QUIT\r\n", new String(theirs.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    @Test
    void muchLeavesWholeAndInOrder() throws Exception {
        byte[] much = octets("0123456789".repeat(10_000));
        Thread saying = new Thread(() -> {
            try {
                OutputStream out = ours.getOutputStream();
                out.write(much, 0, 100);
                out.write(much, 100, 16_384);
                out.write(much, 16_484, much.length - 16_484);
                ours.close();
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        });
        saying.start();

        assertEquals(
                new String(much, StandardCharsets.US_ASCII),
                new String(theirs.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        saying.join();
    }

    @Test
    void whoTakesNothingIsNotWaitedForForEver() throws IOException {
        OutputStream out = ours.getOutputStream();
        byte[] part = new byte[1 << 20];

        assertThrows(IOException.class, () -> {
            while (true) {
                out.write(part);
            }
        });
        assertTrue(ours.isClosed());
    }

    @Test
    void noAlarmRingsForAWriteThatEnded() throws Exception {
        InputStream in = theirs.getInputStream();
        OutputStream out = ours.getOutputStream();
        theirs.getOutputStream().write(octets("250"));
        out.write(octets("DATA"));
        assertEquals('2', ours.getInputStream().read());
        assertEquals('D', in.read());
        // Another one that does ring is due later than the first would have been.
        try (Socket stalled = sockets.createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                Socket deaf = listening.accept()) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    stalled.getOutputStream().write(new byte[1 << 20]);
                }
            });
            assertTrue(deaf.isConnected());
        }

        assertEquals('5', ours.getInputStream().read());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
