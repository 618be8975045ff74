package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.store.Shards;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.web.api.LackingShards;
import telltale.web.gate.GateLimits;
import telltale.web.gate.GatedServer;
import telltale.web.gate.GatedServer.Connection;

@Timeout(60)
class ExportsTest {
    private static final byte[] PART = new byte[256 * 1024];
    /** More than the buffers of a connection. */
    private static final int MANY_PARTS = 64;
    /** The end of a chunked response (RFC 9112 section 7.1). */
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private static final String SMALL = GatedServer.head("GET /app/pixel/small", "Connection: close\r\n") + "\r\n";

    private final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    private final Exports exports = new Exports(deadlines, Shards.ONE);
    private final Exports impatient = new Exports(deadlines, Shards.ONE, Duration.ofMillis(500));
    private final LackingShards lacking = new LackingShards();
    private final Exports incomplete = new Exports(deadlines, lacking);
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private GatedServer server;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        GateLimits limits = new GateLimits(1_000_000, 2, Duration.ofSeconds(1), Duration.ofSeconds(1));
        HttpServlet servlet = new ExportServlet(this::send);
        server = new GatedServer(folder, limits, servlet, servlet);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        deadlines.close();
    }

    private void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            GuardedOutput.rethrow(request);
        } catch (IOException failed) {
            interrupted.countDown();
            throw failed;
        }
        String path = request.getPathInfo();
        Exports some = path.equals("/incomplete") ? incomplete : path.equals("/impatient") ? impatient : exports;
        some.send(request, response, source(path));
    }

    private ExportSource source(String path) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            int number = next.incrementAndGet();
            if (path.equals("/failing") && number > 2) {
                throw new IOException("a fault of the test");
            }
            if (path.equals("/incomplete") && number > 2) {
                lacking.missing = new TreeSet<>(Set.of(3));
            }
            if (number > (path.equals("/small") ? 2 : MANY_PARTS)) {
                return null;
            }
            made.incrementAndGet();
            return path.equals("/small") ? "x".repeat(10).getBytes(StandardCharsets.US_ASCII) : PART;
        };
    }

    private interface Sending {
        void send(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    private static final class ExportServlet extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient Sending sending;

        ExportServlet(Sending sending) {
            this.sending = sending;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            sending.send(request, response);
        }
    }

    private Connection open(String path) throws IOException {
        Connection connection = server.open();
        connection.send(GatedServer.head("GET /app/pixel" + path) + "\r\n");
        assertEquals("HTTP/1.1 200", connection.statusLine().strip());
        return connection;
    }

    @Test
    void anExportArrivesCompletely() throws Exception {
        assertComplete(server.ask(SMALL), "small");
        String large = server.ask(GatedServer.head("GET /app/pixel/large", "Connection: close\r\n") + "\r\n");
        assertTrue(large.length() > MANY_PARTS * PART.length);
        assertTrue(large.endsWith(LAST_CHUNK));
    }

    private static void assertComplete(String answer, String name) {
        assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("x".repeat(20)), name + ": " + answer);
    }

    @Test
    void anExportThatFailsInTheMiddleDoesNotLookComplete() throws Exception {
        try (Connection connection = open("/failing")) {
            assertCutOff(connection, 2 * PART.length);
        }
    }

    @Test
    void anExportThatLacksWhatADatabaseHasDoesNotLookComplete() throws Exception {
        try (Connection connection = open("/incomplete")) {
            assertCutOff(connection, 2 * PART.length);
        }
    }

    @Test
    void aClientThatStopsReadingIsDisconnected() throws Exception {
        try (Connection connection = open("/impatient")) {
            assertTrue(interrupted.await(20, TimeUnit.SECONDS), "it is still sent");
            assertTrue(made.get() < MANY_PARTS, "it was sent without a reader");
            assertCutOff(connection, 0);
        }
    }

    private static void assertCutOff(Connection connection, int min) throws IOException {
        try {
            String rest = connection.rest();
            assertTrue(rest.length() > min, () -> "got " + rest.length());
            assertFalse(rest.endsWith(LAST_CHUNK), "it looks complete");
        } catch (SocketException reset) {
            // An error for the client as well.
        }
    }

    @Test
    void clientsThatStopReadingMakeNoPartAndOccupyNoThread() throws Exception {
        List<Connection> stalled = new ArrayList<>();
        for (int i = 0; i < 3 * GatedServer.THREADS; i++) {
            stalled.add(open("/large"));
        }
        for (int i = 0; i < 5; i++) {
            assertComplete(server.ask(SMALL), "while others do not read");
        }
        assertTrue(made.get() < stalled.size() * MANY_PARTS, "parts were made for clients that do not read");
        for (Connection connection : stalled) {
            connection.close();
        }
    }
}
