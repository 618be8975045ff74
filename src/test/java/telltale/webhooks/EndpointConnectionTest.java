package telltale.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.dns.AddressGuard;
import telltale.model.IpRange;

/** Responses as servers send them, and as hostile ones do. */
@Timeout(60)
class EndpointConnectionTest {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Queue<String> responses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;
    private EndpointConnection connection;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept);
        thread.setDaemon(true);
        thread.start();
        connection = new EndpointConnection(
                URI.create("http://127.0.0.1:" + server.getLocalPort()),
                new AddressGuard(List.of(IpRange.parse("127.0.0.1")), Set.of(server.getLocalPort())),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Duration.ofSeconds(3),
                Clock.fixed(Instant.parse("2026-12-01T12:05:00Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        server.close();
    }

    /** One connection at a time; a response that ends with "EOF" closes it. */
    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                byte[] request = new byte[4_096];
                while (socket.getInputStream().read(request) > 0) {
                    String response = responses.remove();
                    socket.getOutputStream().write(response.replace("EOF", "").getBytes(StandardCharsets.ISO_8859_1));
                    if (response.endsWith("EOF")) {
                        break;
                    }
                }
            } catch (IOException closed) {
                // By the test, or at its end.
            }
        }
    }

    private Answer post(String response) throws IOException {
        responses.add(response);
        return connection.post(List.of("webhook-id: a"), BODY);
    }

    @Test
    void aConnectionIsUsedAgainAndOpenedAgain() throws Exception {
        assertEquals(
                "hello",
                post("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").text());
        assertEquals(
                "hello",
                post("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\nX: y\r\n\r\n")
                        .text());
        assertEquals(
                204,
                post("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
                        .status());
        assertEquals(1, connections.get());
        assertEquals(
                200,
                post("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\nEOF")
                        .status());
        assertEquals("all of it", post("HTTP/1.0 200 OK\r\n\r\nall of itEOF").text());
        assertEquals(2, connections.get());
        assertEquals(204, post("HTTP/1.1 204 No\r\n\r\nEOF").status());
        assertEquals(3, connections.get());
        assertEquals(204, post("HTTP/1.1 204 No\r\n\r\n").status());
        assertEquals(4, connections.get());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "120                             | PT2M",
                "Tue, 01 Dec 2026 12:10:00 GMT   | PT10M",
                "Tuesday, 01-Dec-26 12:10:00 GMT | PT10M",
                "Tue Dec  1 12:10:00 2026        | PT10M",
                "Mon, 30 Nov 2026 12:00:00 GMT   | PT0S",
                "-1                              | none",
                "Tue, 31 Feb 2026 12:00:00 GMT   | none",
                "soon                            | none"
            })
    void retryAfterIsReadInSecondsAndAsADateByTheClockOfTheServer(String field, Duration delay) throws Exception {
        String response = "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\nDate: Tue, 01 Dec 2026 12:00:00 GMT\r\n";
        assertEquals(
                delay, post(response + "Retry-After: " + field + "\r\n\r\n").retryAfter());
    }

    @Test
    void retryAfterIsReadByTheClockHereIfTheServerHasNone() throws Exception {
        String response = "HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: Tue, 01 Dec 2026 12:10:00 GMT\r\n\r\n";
        assertEquals(Duration.ofMinutes(5), post(response).retryAfter());
    }

    @Test
    void aStatusWithoutABodyNeedsNoneWhateverItsLength() throws Exception {
        assertEquals(204, post("HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n").status());
        assertEquals(
                204,
                post("HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n").status());
        assertEquals(
                304, post("HTTP/1.1 304 Same\r\nContent-Length: 500\r\n\r\n").status());
        assertEquals(1, connections.get());
    }

    @Test
    void aLongBodyIsCutAndItsConnectionClosed() throws Exception {
        String text = post("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n" + "a".repeat(200_000))
                .text();
        assertEquals("a".repeat(4_096), text);
        assertEquals(204, post("HTTP/1.1 204 No\r\n\r\n").status());
        assertEquals(2, connections.get());
    }

    @Test
    void aCharacterThatPostgresDoesNotStoreIsReplaced() throws Exception {
        assertEquals(
                "a\uFFFDb",
                post("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\0b").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EOF",
                "SSH-2.0-OpenSSH\r\nEOF",
                "HTTP/2 200\r\n\r\nEOF",
                "HTTP/1.1 99 x\r\n\r\nEOF",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\nEOF",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nEOF",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhelloEOF",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nheEOF",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nEOF",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nEOF",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhelloEOF"
            })
    void whatIsNoResponseIsAFailure(String response) {
        assertThrows(IOException.class, () -> post(response));
    }

    @Test
    void endlessHeadersAreAFailure() {
        assertThrows(IOException.class, () -> post("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(1_000) + "\r\nEOF"));
        assertThrows(IOException.class, () -> post("HTTP/1.1 200 OK\r\na: " + "b".repeat(20_000) + "\r\n\r\nEOF"));
    }

    @Test
    void aResponseThatDoesNotComeIsAFailureInTime() {
        long began = System.nanoTime();
        assertThrows(IOException.class, () -> post("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"));
        assertTrue(System.nanoTime() - began >= Duration.ofSeconds(2).toNanos());
    }
}
