package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryId;
import telltale.web.gate.GatedServer.Connection;

@Timeout(60)
class RequestGateTest {
    /** More slow clients than the server has threads. */
    private static final int MANY = 5 * GatedServer.THREADS;

    /** Less than the 20 seconds after which Tomcat's read timeout would free blocked threads. */
    private static final Duration SECONDS = Duration.ofSeconds(5);

    private static final String TEMPLATE = "PUT /app/api/v1/templates/x";
    private static final String CLOSE = "Connection: close\r\n";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final List<Connection> open = new ArrayList<>();
    private final Semaphore inside = new Semaphore(0);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<Error> failure = new AtomicReference<>();
    private GatedServer server;

    @TempDir
    private Path folder;

    /** Blocks at {@code /block}, fails at {@code /fail}, and otherwise reports what it could read. */
    private final class Api extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            served.incrementAndGet();
            inside.release();
            switch (String.valueOf(request.getPathInfo())) {
                case "/v1/templates/block" -> await();
                case "/v1/templates/fail" -> throw failure.get();
                default -> {}
            }
            int read = request.getInputStream().readAllBytes().length;
            response.getOutputStream().print("read " + read + " " + request.getQueryString());
        }

        private void await() throws IOException {
            try {
                assertTrue(blocked.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }
    }

    /** Completes on another thread, as the pixel does when its hit is stored. */
    private static final class Pixel extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("image");
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            new Thread(context::complete).start();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = started(new GateLimits(1_000_000, 2, Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    private GatedServer started(GateLimits limits) throws Exception {
        return new GatedServer(folder, limits, new Api(), new Pixel());
    }

    private void restart(GateLimits limits) throws Exception {
        server.close();
        server = started(limits);
    }

    @AfterEach
    void stop() throws Exception {
        blocked.countDown();
        for (Connection connection : open) {
            connection.close();
        }
        server.close();
    }

    private Connection connection() throws IOException {
        Connection connection = server.open();
        open.add(connection);
        return connection;
    }

    private List<Connection> connections(int count, String head) throws IOException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = connection();
            connection.send(head);
            all.add(connection);
        }
        return all;
    }

    private void assertPixelsAnswer() {
        for (int i = 0; i < 20; i++) {
            assertTimeout(
                    SECONDS,
                    () -> assertTrue(server.ask(GatedServer.head("GET /app/pixel/x", CLOSE) + "\r\n")
                            .endsWith("image")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /app/pixel/x",
                "POST /app/pixel/x",
                "GET /app/click/x",
                "POST /app/unsubscribe/x",
                "POST /app/preferences/x",
                "POST /app/consent/x",
                "POST /app/track",
                "POST /app/api/v1/messages",
                "GET /app/health/ready",
                "GET /app/index.html",
                "POST /app/nonsense"
            })
    void anUnauthorizedBodyOccupiesNoThreadAndIsAnsweredBeforeItArrives(String line) throws Exception {
        for (String announced : List.of("Content-Length: 3000000\r\n", "Transfer-Encoding: chunked\r\n")) {
            List<Connection> dripping = connections(MANY, GatedServer.head(line, FORM, announced) + "\r\n5\r\nab");
            for (Connection connection : dripping) {
                assertTimeout(SECONDS, connection::statusLine);
            }
            assertPixelsAnswer();
            for (Connection connection : dripping) {
                drip(connection);
            }
            assertPixelsAnswer();
        }
        assertTrue(cpuOfRequestThreads() < 0.5, "threads spin");
    }

    /** Sends one more octet, ignoring a closed connection. */
    private static void drip(Connection connection) {
        try {
            connection.send("c");
        } catch (IOException closed) {
            // Expected.
        }
    }

    /** Maximum share of one CPU that the server's threads may use while idle. */
    private static double cpuOfRequestThreads() throws InterruptedException {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("-exec-"))
                .mapToLong(Thread::getId)
                .toArray();
        long before =
                java.util.Arrays.stream(ids).map(threads::getThreadCpuTime).sum();
        TimeUnit.MILLISECONDS.sleep(300);
        long after = java.util.Arrays.stream(ids).map(threads::getThreadCpuTime).sum();
        return (after - before) / 300e6;
    }

    @Test
    void acceptedBodiesAreReadAsTheyArriveWithoutAThread() throws Exception {
        String head = GatedServer.head(TEMPLATE + "?a=b", GatedServer.KEY, CLOSE);
        List<Connection> known = connections(MANY, head + "Content-Length: 10\r\n\r\n12345");
        List<Connection> chunked = connections(MANY, head + "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n");
        assertPixelsAnswer();
        assertEquals(0, served.get());

        for (int i = 0; i < MANY; i++) {
            known.get(i).send("67890");
            assertTrue(known.get(i).rest().endsWith("read 10 a=b"));
            chunked.get(i).send("5\r\n67890\r\n0\r\n\r\n");
            assertTrue(chunked.get(i).rest().contains("read 10 a=b"));
        }
        assertEquals(2 * MANY, served.get());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /app/api/v1/templates | Content-Length: 1 | 413",
                "PUT /app/api/v1/templates/x | Content-Length: 2097153 | 413",
                "PUT /app/api/v1/templates/x | Content-Length: 99999999999 | 413",
                "PUT /app/api/v1/templates/x | Content-Length: 9@Content-Encoding: gzip | 415",
                "POST /app/api/v1/templates/x | Content-Length: 9 | 405",
                "POST /app/api/v1/nonsense | Content-Length: 9 | 404",
            })
    void anUnacceptableBodyIsRejectedByItsHeader(String line, String fields, int status) throws Exception {
        Connection connection = connection();
        connection.send(GatedServer.head(line, GatedServer.KEY, fields.replace("@", "\r\n"), "\r\n") + "\r\n");

        String answer = connection.rest();
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains("Connection: close"), answer);
        assertEquals(0, served.get());
    }

    @Test
    void aChunkedBodyIsReadUpToItsLimit() throws Exception {
        restart(new GateLimits(8_000_000, 2, Duration.ofSeconds(1), Duration.ofSeconds(5)));
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String head = GatedServer.head(TEMPLATE, GatedServer.KEY, CLOSE, "Transfer-Encoding: chunked\r\n") + "\r\n";
        assertTrue(server.ask(head + chunk.repeat(32) + "0\r\n\r\n").contains("read 2097152"));

        Connection tooLong = connection();
        tooLong.send(head);
        for (int i = 0; i < 33; i++) {
            drip(tooLong, chunk);
        }
        assertTrue(tooLong.statusLine().startsWith("HTTP/1.1 413"));
        assertEquals(1, served.get());
    }

    private static void drip(Connection connection, String text) {
        try {
            connection.send(text);
        } catch (IOException closed) {
            // The request has been rejected.
        }
    }

    @Test
    void bodiesBeyondTheMemoryBudgetAreAnsweredWithRetryAfter() throws Exception {
        String head = GatedServer.head(TEMPLATE, GatedServer.KEY, CLOSE);
        Connection first = connection();
        first.send(head + "Content-Length: 900000\r\n\r\n");
        first.send("x".repeat(100));
        assertPixelsAnswer();

        String refused = server.ask(head + "Content-Length: 200000\r\n\r\n");
        assertTrue(refused.startsWith("HTTP/1.1 503") && refused.contains("Retry-After: 1"), refused);

        first.send("x".repeat(899_900));
        assertTrue(first.rest().endsWith("read 900000 null"));
        assertTrue(server.ask(head + "Content-Length: 200000\r\n\r\n" + "x".repeat(200_000))
                .endsWith("read 200000 null"));
    }

    @Test
    void aBodyThatMissesItsDeadlineIsRejected() throws Exception {
        restart(new GateLimits(1_000_000, 2, Duration.ofSeconds(1), Duration.ofMillis(200)));
        for (String announced : List.of("Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n")) {
            Connection slow = connection();
            slow.send(GatedServer.head(TEMPLATE, GatedServer.KEY, announced) + "\r\n1\r\n");
            assertTrue(slow.statusLine().startsWith("HTTP/1.1 408"));
        }
        assertEquals(0, served.get());
    }

    @Test
    void requestsWaitForAPermitWithoutAThreadAndFurtherOnesAreRejected() throws Exception {
        String block = GatedServer.head("GET /app/api/v1/templates/block?q=1", GatedServer.KEY, CLOSE) + "\r\n";
        // Half of eight threads gives each lane one permit.
        connections(1, block);
        assertTrue(inside.tryAcquire(5, TimeUnit.SECONDS));
        Connection second = connections(1, block).get(0);
        Connection third = connection();
        third.send(GatedServer.head(TEMPLATE, GatedServer.KEY, CLOSE, "Content-Length: 3\r\n") + "\r\nabc");
        assertTrue(becomes(() -> server.gate.waiting(Lane.KEYED) == 2));
        String refused = server.ask(block);
        assertTrue(refused.startsWith("HTTP/1.1 503") && refused.contains("Retry-After: 1"), refused);
        assertPixelsAnswer();
        assertEquals(1, served.get());

        blocked.countDown();
        assertTrue(second.rest().endsWith("read 0 q=1"));
        assertTrue(third.rest().endsWith("read 3 null"));
        assertEquals(3, served.get());
        assertTrue(server.ask(block).endsWith("read 0 q=1"), "every permit is back");
    }

    @Test
    void aRequestThatWaitsTooLongIsRejected() throws Exception {
        restart(new GateLimits(1_000_000, 2, Duration.ofMillis(100), Duration.ofSeconds(1)));
        String block = GatedServer.head("GET /app/api/v1/templates/block", GatedServer.KEY, CLOSE) + "\r\n";
        connections(1, block);
        assertTrue(inside.tryAcquire(5, TimeUnit.SECONDS));

        assertTrue(server.ask(block).startsWith("HTTP/1.1 503"));
        assertEquals(1, served.get());
    }

    @Test
    void aFullLaneDelaysNoOtherLane() throws Exception {
        String block = GatedServer.head("GET /app/api/v1/templates/block", GatedServer.KEY, CLOSE) + "\r\n";
        connections(2, block);
        assertTrue(inside.tryAcquire(5, TimeUnit.SECONDS));

        String page = "POST /app/unsubscribe/" + server.tokens.forUnsubscribe(delivery());
        assertTrue(server.ask(GatedServer.head(page, CLOSE, FORM, "Content-Length: 3\r\n") + "\r\na=b")
                .endsWith("read 3"));
        assertTrue(server.ask(GatedServer.head("GET /app/health/ready", CLOSE) + "\r\n")
                .endsWith("read 0"));
    }

    @Test
    void aRecipientsFormIsLimitedToFourKilobytes() throws Exception {
        assertLimited("preferences", server.tokens.forPreferences(delivery()));
        assertLimited("consent", server.tokens.forConsent(delivery()));
        assertEquals(2, server.served.get());
    }

    private void assertLimited(String path, String token) throws Exception {
        String page = "POST /app/" + path + "/" + token;
        assertTrue(
                server.ask(GatedServer.head(page, CLOSE, FORM, "Content-Length: 4096\r\n") + "\r\n" + "x".repeat(4096))
                        .endsWith("read 4096"));
        assertTrue(server.ask(GatedServer.head(page, FORM, "Content-Length: 4097\r\n") + "\r\n")
                .startsWith("HTTP/1.1 413"));
        assertTrue(server.ask(GatedServer.head("POST /app/" + path + "/x", FORM, "Content-Length: 3\r\n") + "\r\n")
                .startsWith("HTTP/1.1 404"));
    }

    private static DeliveryId delivery() {
        return DeliveryId.parse("01935b1e-7a3c-7c3e-9f6b-2d1f4a5b6c7d");
    }

    @Test
    void aDisconnectReleasesTheMemoryOfABody() throws Exception {
        for (String announced : List.of("Content-Length: 900000\r\n", "Transfer-Encoding: chunked\r\n")) {
            Connection leaving = connection();
            leaving.send(GatedServer.head(TEMPLATE, GatedServer.KEY, announced) + "\r\n5\r\nabc");
            assertTrue(becomes(() -> server.gate.bodyBytes() > 0));
            leaving.close();
            assertTrue(becomes(() -> server.gate.bodyBytes() == 0));
        }
    }

    @Test
    void bodiesOfNotificationsDoNotTakeTheMemoryOfOthers() throws Exception {
        String notification = "POST /app/inbound/mailgun";
        try (Connection slow = connection()) {
            slow.send(GatedServer.head(notification, "Content-Length: 1000000\r\n") + "\r\n{");
            assertTrue(becomes(() -> server.gate.bodyBytes() >= 1_000_000));
            String refused = server.ask(GatedServer.head(notification, "Content-Length: 1000000\r\n") + "\r\n");
            assertTrue(refused.startsWith("HTTP/1.1 503"), refused);
            String template = GatedServer.head(TEMPLATE, GatedServer.KEY, CLOSE, "Content-Length: 900000\r\n");
            assertTrue(server.ask(template + "\r\n" + "x".repeat(900_000)).contains("read 900000"));
            String signIn =
                    server.ask(GatedServer.head("POST /app/api/v1/session", CLOSE, "Content-Length: 2\r\n") + "\r\n{}");
            assertFalse(signIn.startsWith("HTTP/1.1 503"), signIn);
        }
    }

    /** Whether a condition becomes true within seconds. */
    private static boolean becomes(BooleanSupplier claim) {
        long end = System.nanoTime() + SECONDS.toNanos();
        while (!claim.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        return claim.getAsBoolean();
    }

    @Test
    void anOutOfMemoryErrorIsReportedAndTheRequestIsAnswered() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        failure.set(error);

        String answer = server.ask(GatedServer.head("GET /app/api/v1/templates/fail", GatedServer.KEY, CLOSE) + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
        assertEquals(List.of(error), server.exhausted);
        assertTrue(
                server.ask(GatedServer.head(TEMPLATE, GatedServer.KEY, CLOSE) + "\r\n")
                        .endsWith("read 0 null"),
                "the permit is back");
    }

    @Test
    void aStackOverflowFailsOnlyItsRequest() throws Exception {
        failure.set(new StackOverflowError());

        String answer = server.ask(GatedServer.head("GET /app/api/v1/templates/fail", GatedServer.KEY, CLOSE) + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 500") && answer.contains("\"Internal error\""), answer);
        assertEquals(List.of(), server.exhausted);
    }

    static Stream<Endpoint> endpoints() {
        return TestRoutes.withoutHandlers().endpoints();
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everyEndpointListsItsAllowedMethods(Endpoint endpoint) throws Exception {
        String path = "/app" + endpoint.routes().get(0).path().replaceAll("[{].*?[}]", "x");
        for (String method : List.of("PATCH", "OPTIONS")) {
            String answer = server.ask(GatedServer.head(method + " " + path, CLOSE) + "\r\n");
            boolean isRefused = method.equals("PATCH") || endpoint.caller() == Caller.SENDER;
            // Only some servlets are registered here; the container does not know the other paths.
            if (server.context().getServletRegistrations().values().stream()
                    .anyMatch(one -> one.getMappings().stream()
                            .anyMatch(mapping -> mapping.replace("/*", "")
                                    .equals(endpoint.path().servletPath())))) {
                assertTrue(answer.startsWith("HTTP/1.1 " + (isRefused ? 405 : 200)), answer);
                assertTrue(answer.contains("Allow: " + endpoint.allow() + "\r\n"), answer);
            }
        }
    }
}
