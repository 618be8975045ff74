package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.LauncherAttributes;
import telltale.settings.TrustedProxies;

final class ServerTest {
    @TempDir
    private Path folder;

    private Server server;

    @BeforeEach
    void make() {
        // Suppresses Tomcat's log of starts that are expected to fail.
        ServerLog.install(failure -> {});
        server = new Server(folder.resolve("tomcat"), ProcessLimits.connections(), TrustedProxies.NONE, failure -> {});
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theApplicationGetsTheAttributesOfTheLauncher() throws Exception {
        int port = start(Curious.class);

        assertEquals("[{NAME=value}, " + folder.resolve(".env") + "]", Curious.seen);
        assertEquals(404, get(port, "/app/nothing").statusCode());
    }

    @Test
    void aRequestWithoutAPathIsRedirectedToThePage() throws Exception {
        int port = start(Curious.class);

        HttpResponse<String> answer = get(port, "/");

        assertEquals(302, answer.statusCode());
        assertEquals("/app/", answer.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void errorsNameNeitherServerNorVersion() throws Exception {
        int port = start(Curious.class);

        String page = get(port, "/app/nothing").body();

        assertFalse(page.contains("Tomcat") || page.contains("10.1"), page);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /app/%zz HTTP/1.1         | 400 | This address or request is not valid.",
                "GET /app/a\\b HTTP/1.1        | 400 | This address or request is not valid.",
                "GET /app/a\u00e9 HTTP/1.1    | 400 | This address or request is not valid.",
                "GET /nothing HTTP/1.1         | 404 | There is nothing at this address.",
                "GET / HTTP/9.9                | 505 | The server could not answer this request.",
                "nonsense                      | 400 | This address or request is not valid.",
            })
    void whatTomcatRefusesGetsASmallPage(String line, int status, String sentence) throws Exception {
        String answer = raw(start(Curious.class), line);

        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("<p>" + sentence), answer);
        assertTrue(answer.length() < 600 && !answer.contains("style") && !answer.contains("Tomcat"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2F", "%5C", "%2f..%2f", "]/../", "|\\..\\"})
    void anEscapedSeparatorSeparatesNothing(String separator) throws Exception {
        int port = start(Curious.class);

        for (String target :
                new String[] {"/app/WEB-INF" + separator + "web.xml", "/app/a" + separator + "WEB-INF/web.xml"}) {
            String answer = raw(port, "GET " + target + " HTTP/1.1");
            assertTrue(answer.startsWith("HTTP/1.1 40") && !answer.contains("listener"), answer);
        }
    }

    private static String raw(int port, String line) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aFailedStartIsReportedWithTheMessageOfTheApplication() {
        LaunchException refusal = assertThrows(LaunchException.class, () -> start(Refusing.class));

        assertEquals("The home is not writable.", refusal.sentence());
    }

    @Test
    void anUnexpectedExceptionOfTheApplicationIsADefect() {
        assertThrows(IllegalStateException.class, () -> start(Failing.class));
    }

    @Test
    void aPortInUseIsReportedWithItsSetting() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            LaunchException refusal = assertThrows(LaunchException.class, () -> server.bind("127.0.0.1", port));

            assertTrue(refusal.sentence().contains("Port " + port + " "), refusal.sentence());
            assertTrue(refusal.sentence().contains("TELLTALE_PORT"), refusal.sentence());
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedByName() {
        // TEST-NET-1 of RFC 5737.
        LaunchException refusal = assertThrows(LaunchException.class, () -> server.bind("192.0.2.250", 0));

        assertTrue(refusal.sentence().contains("192.0.2.250"), refusal.sentence());
        assertTrue(refusal.sentence().contains("TELLTALE_ADDRESS"), refusal.sentence());
    }

    @Test
    void aPathOfFourKilobytesReachesTheApplication() throws Exception {
        int port = start(Curious.class);

        assertEquals(404, get(port, "/app/pixel/" + "A".repeat(4096)).statusCode());
    }

    @Test
    void aRequestInProgressIsAnsweredBeforeTheServerCloses() throws Exception {
        int port = start(Slow.class);
        CompletableFuture<HttpResponse<String>> answer =
                HttpClient.newHttpClient().sendAsync(request(port, "/app/slow"), HttpResponse.BodyHandlers.ofString());
        Slow.ENTERED.await();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
        Slow.MAY_LEAVE.countDown();

        assertEquals(200, answer.get(10, TimeUnit.SECONDS).statusCode());
        closed.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"page.js, gzip", "page.css, gzip", "page.html, none", "page.json, none", "page.gif, none"})
    void onlyScriptsAndStylesAreCompressed(String file, String encoding) throws Exception {
        Path application = Files.createDirectories(folder.resolve("application"));
        Files.writeString(application.resolve(file), "x".repeat(100_000));
        int port = start(Curious.class);

        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app/" + file))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());

        assertEquals(encoding, answer.headers().firstValue("Content-Encoding").orElse("none"));
        assertEquals(encoding.equals("none"), answer.body().length == 100_000);
    }

    private int start(Class<? extends ServletContextListener> listener) throws Exception {
        Path application = Files.createDirectories(folder.resolve("application"));
        Files.writeString(
                Files.createDirectories(application.resolve("WEB-INF")).resolve("web.xml"),
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                  <absolute-ordering/>
                  <listener><listener-class>%s</listener-class></listener>
                </web-app>
                """.formatted(listener.getName()));
        int port = server.bind("127.0.0.1", 0);
        server.addApplication(application, Map.of("NAME", "value"), folder.resolve(".env"));
        server.start();
        return port;
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient().send(request(port, path), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
    }

    /** Responds when the test allows it. */
    @SuppressWarnings("serial") // never serialized
    public static final class Slow extends HttpServlet implements ServletContextListener {
        static final CountDownLatch ENTERED = new CountDownLatch(1);
        static final CountDownLatch MAY_LEAVE = new CountDownLatch(1);

        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().addServlet("slow", this).addMapping("/slow");
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            ENTERED.countDown();
            try {
                MAY_LEAVE.await();
            } catch (InterruptedException stopped) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        }
    }

    /** Records the attributes of the servlet context. */
    public static final class Curious implements ServletContextListener {
        static volatile String seen = "";

        @Override
        public void contextInitialized(ServletContextEvent event) {
            seen = "[" + event.getServletContext().getAttribute(LauncherAttributes.DEFAULTS) + ", "
                    + event.getServletContext().getAttribute(LauncherAttributes.ENV_FILE) + "]";
        }
    }

    /** Refuses to start, like the web application. */
    public static final class Refusing implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            event.getServletContext().setAttribute(LauncherAttributes.FAILURE, "The home is not writable.");
            throw new IllegalStateException("refused");
        }
    }

    /** Fails with an unexpected exception. */
    public static final class Failing implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            throw new IllegalStateException("unforeseen");
        }
    }
}
