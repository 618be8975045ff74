package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.web.gate.GateLimits;
import telltale.web.gate.GatedServer;
import telltale.web.gate.GatedServer.Connection;

@Timeout(60)
class ContentWriterTest {
    /** More than the buffers of a connection. */
    private static final byte[] LARGE = new byte[16 << 20];

    private static final byte[] SMALL = new byte[10];

    @TempDir
    private Path folder;

    private static final class Images extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            byte[] image = "/large".equals(request.getPathInfo()) ? LARGE : SMALL;
            response.setContentLength(image.length);
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            ContentWriter.write(new ByteArrayInputStream(image), context);
        }
    }

    @Test
    void slowReadersOfALargeImageOccupyNoThread() throws Exception {
        GateLimits limits = new GateLimits(1_000_000, 2, Duration.ofSeconds(1), Duration.ofSeconds(1));
        List<Connection> slow = new ArrayList<>();
        try (GatedServer server = new GatedServer(folder, limits, new Images(), new Images())) {
            for (int i = 0; i < 3 * GatedServer.THREADS; i++) {
                Connection connection = server.open();
                slow.add(connection);
                connection.send(GatedServer.head("GET /app/pixel/large", "Connection: close\r\n") + "\r\n");
                assertTrue(connection.statusLine().startsWith("HTTP/1.1 200"));
            }
            String small = GatedServer.head("GET /app/pixel/small", "Connection: close\r\n") + "\r\n";
            assertTimeout(
                    Duration.ofSeconds(5), () -> assertTrue(server.ask(small).startsWith("HTTP/1.1 200")));

            String last = slow.get(0).rest();
            assertEquals(LARGE.length, last.length() - last.indexOf("\r\n\r\n") - 4);
            for (Connection connection : slow) {
                connection.close();
            }
        }
    }
}
