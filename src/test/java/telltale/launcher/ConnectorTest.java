package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.connector.ConnectionLimits;
import telltale.settings.TrustedProxies;

/** Tests of the launcher's connector under attack. All clients are on the loopback network, so they count as one network. */
@Timeout(90)
final class ConnectorTest {
    private static final String PIXEL = "GET /app/pixel HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final Duration HEAD_DEADLINE = Duration.ofSeconds(3);
    private static final int WORKERS = 40;

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private Server server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        ServerLog.install(failure -> {});
        server = new Server(
                folder.resolve("tomcat"),
                new ConnectionLimits(1000, WORKERS, HEAD_DEADLINE),
                TrustedProxies.NONE,
                failure -> {});
        Path application = Files.createDirectories(folder.resolve("application/WEB-INF"));
        Files.writeString(application.resolve("web.xml"), """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <absolute-ordering/>
              <listener><listener-class>%s</listener-class></listener>
            </web-app>
            """.formatted(Pixels.class.getName()));
        port = server.bind("127.0.0.1", 0);
        server.addApplication(folder.resolve("application"), Map.of(), folder.resolve(".env"));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        clients.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void fiveThousandCompleteRequestsOfOneNetworkAreAllAnswered() throws Exception {
        for (int i = 0; i < 100; i++) {
            open();
        }
        List<Future<Integer>> answered = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            answered.add(clients.submit(() -> {
                int count = 0;
                for (int round = 0; round < 10; round++) {
                    try (Socket socket = connect()) {
                        count += pixel(socket) + pixel(socket);
                    }
                }
                return count;
            }));
        }
        int all = 0;
        for (Future<Integer> one : answered) {
            all += one.get();
        }

        assertEquals(5000, all);
    }

    @Test
    void aSlowRequestHeadIsClosedAtItsDeadline() throws Exception {
        Socket socket = open();

        Duration lasted = drip(socket, "GET /app/pixel HTTP/1.1\r\nX-Slow: ");

        assertTrue(lasted.compareTo(HEAD_DEADLINE.multipliedBy(2)) < 0, lasted.toString());
        assertTrue(lasted.compareTo(HEAD_DEADLINE.dividedBy(2)) > 0, lasted.toString());
    }

    @Test
    void emptyLinesInsteadOfARequestAreClosedToo() throws Exception {
        Duration lasted = drip(open(), "\r\n\r\n");

        assertTrue(lasted.compareTo(HEAD_DEADLINE.multipliedBy(2)) < 0, lasted.toString());
    }

    @Test
    void anUnreadBodyIsAnsweredAtOnceAndEndsTheConnection() throws Exception {
        for (String address : List.of("/", "/nothing", "/app/pixel", "/app/nothing")) {
            Socket socket = open();
            socket.setSoTimeout(5_000);
            send(socket, "POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nbegin");
            long start = System.nanoTime();

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 "), address + ": " + answer);
            assertTrue(answer.contains("Connection: close"), address + ": " + answer);
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2), address);
        }
    }

    @Test
    void aBodyThatIsSentAtOnceDoesNotPreventTheResponse() throws Exception {
        Socket socket = open();
        send(
                socket,
                "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000));

        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertTrue(answer.startsWith("HTTP/1.1 404"), answer);
    }

    @Test
    void aBodyThatIsReadKeepsTheConnection() throws Exception {
        Socket socket = open();
        for (int i = 0; i < 3; i++) {
            send(socket, "POST /app/body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345");

            assertEquals(1, answer(socket));
        }
    }

    @Test
    void slowBodiesInBlockingReadsDoNotOccupyTheThreadsOfPixels() throws Exception {
        for (int i = 0; i < 2 * WORKERS; i++) {
            Socket socket = open();
            send(socket, "POST /app/body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
            dripInBackground(socket);
        }

        assertPixelsAreFast();
    }

    @Test
    void clientsThatReadNothingDoNotOccupyTheThreadsOfPixels() throws Exception {
        for (int i = 0; i < 2 * WORKERS; i++) {
            send(open(), "GET /app/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        assertPixelsAreFast();
    }

    @Test
    void slowHeadsAndTwoThousandIdleConnectionsDoNotSlowPixels() throws Exception {
        for (int i = 0; i < 200; i++) {
            Socket socket = open();
            send(socket, "GET /app/pixel HTTP/1.1\r\nX-Slow: ");
            dripInBackground(socket);
        }
        Future<Integer> idle = clients.submit(() -> {
            int opened = 0;
            for (; opened < 2000; opened++) {
                open();
            }
            return opened;
        });

        assertPixelsAreFast();
        assertEquals(2000, idle.get());
    }

    @Test
    void openingAndClosingConnectionsDoesNotSlowPixels() throws Exception {
        AtomicBoolean churning = new AtomicBoolean(true);
        Future<Integer> churn = clients.submit(() -> {
            int count = 0;
            for (; churning.get() && count < 20_000; count++) {
                connect().close();
            }
            return count;
        });

        assertPixelsAreFast();
        churning.set(false);
        assertTrue(churn.get() > 100);
    }

    @Test
    void idleConnectionsMakeRoomForNewOnes() throws Exception {
        for (int i = 0; i < 1500; i++) {
            assertEquals(1, pixel(open()), "connection " + i);
        }

        assertPixelsAreFast();
    }

    /** Requests a pixel every 20 ms for some seconds, so that the load has time to reach its full effect. */
    private void assertPixelsAreFast() throws Exception {
        List<Long> millis = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            // Where the attack takes the processor from the server, too, a connection may end as one that waits for its
            // client.
            // Clients then repeat the request (RFC 9110 section 9.2.2).
            boolean isAnsweredAtOnce = isAnswered();
            assertTrue(isAnsweredAtOnce || isAnswered());
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        millis.sort(null);
        // At the beginning of an attack a pixel may take as long as the grace period, but no longer.
        assertTrue(millis.get(millis.size() - 2) <= 1000, "" + millis);
        assertTrue(millis.get(millis.size() - 1) < 3000, "" + millis);
    }

    private boolean isAnswered() throws IOException {
        try (Socket socket = connect()) {
            return pixel(socket) == 1;
        } catch (SocketException ended) {
            return false;
        }
    }

    private Duration drip(Socket socket, String start) throws Exception {
        long begin = System.nanoTime();
        send(socket, start);
        Future<Integer> end = clients.submit(() -> socket.getInputStream().read());
        while (!end.isDone()) {
            trySend(socket, start.endsWith("\n") ? "\r\n" : "x");
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private void dripInBackground(Socket socket) {
        clients.execute(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    send(socket, "x");
                    TimeUnit.MILLISECONDS.sleep(300);
                }
            } catch (IOException | InterruptedException over) {
                // The server has closed the connection, or the test has ended.
            }
        });
    }

    private static void trySend(Socket socket, String text) {
        try {
            send(socket, text);
        } catch (IOException closed) {
            // The reading side detects it as well.
        }
    }

    private Socket open() throws IOException {
        Socket socket = connect();
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int pixel(Socket socket) throws IOException {
        send(socket, PIXEL);
        return answer(socket);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a response of one byte; returns 1 if it is as expected. */
    private static int answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return 0;
            }
            head.append((char) read);
        }
        return head.indexOf("HTTP/1.1 200") == 0 && in.read() == '.' ? 1 : 0;
    }

    /** Responds like the web application, but reads bodies and writes responses by blocking a thread. */
    @SuppressWarnings("serial") // never serialized
    public static final class Pixels extends HttpServlet implements ServletContextListener {
        private static final int CHUNK = 32 * 1024;
        private static final int LARGE = 8 * 1024 * 1024;

        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().addServlet("pixels", this).addMapping("/pixel", "/body", "/large");
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getServletPath().equals("/body")) {
                request.getInputStream().readAllBytes();
            }
            int length = request.getServletPath().equals("/large") ? LARGE : 1;
            response.setContentLength(length);
            response.getOutputStream().write('.');
            byte[] chunk = new byte[CHUNK];
            for (int left = length - 1; left > 0; left -= chunk.length) {
                response.getOutputStream().write(chunk, 0, Math.min(left, chunk.length));
            }
        }
    }
}
