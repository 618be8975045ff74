package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.AccessLogValve;
import org.apache.catalina.valves.rewrite.RewriteValve;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat's default access log with an application that echoes the query. */
class HiddenQueryTest {
    private final Tomcat tomcat = new Tomcat();
    private Context context;
    private Path logs;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, LifecycleException {
        Path webapp = folder.resolve("webapp");
        Path webInf = Files.createDirectories(webapp.resolve("WEB-INF"));
        Files.copy(Path.of("src/main/webapp/WEB-INF/rewrite.config"), webInf.resolve("rewrite.config"));
        logs = folder.resolve("logs");
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getHost().getPipeline().addValve(stockAccessLog());
        context = tomcat.addContext("/app", webapp.toString());
        context.addServletContainerInitializer((classes, application) -> compose(application), null);
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void neitherAddressNorKeyOfASentMailIsLogged() throws Exception {
        get("/app/track?to=ann%40example.com&key=s3cret");

        assertEquals(List.of("GET /app/track? 200"), logged());
    }

    @Test
    void theAddressOfASearchIsNotLogged() throws Exception {
        get("/app/api/v1/deliveries?to=ann%40example.com");

        assertEquals(List.of("GET /app/api/v1/deliveries? 200"), logged());
    }

    @Test
    void aMistypedPathDoesNotShowTheKey() throws Exception {
        get("/app/Track/?key=s3cret");

        assertEquals(List.of("GET /app/Track/? 200"), logged());
    }

    @Test
    void aPixelRequestIsLoggedUnchanged() throws Exception {
        get("/app/pixel?x=1");

        assertEquals(List.of("GET /app/pixel?x=1 200"), logged());
    }

    @Test
    void theQueryOfAnAsynchronousRequestIsNotLogged() throws Exception {
        assertEquals("async&key=s3cret", get("/app/track?async&key=s3cret"));
        assertEquals(List.of("GET /app/track? 200"), logged());
    }

    @Test
    void aRestartedContextKeepsASingleValve() {
        HiddenQuery.hide(context.getServletContext());

        assertEquals(
                1,
                Stream.of(context.getPipeline().getValves())
                        .filter(RewriteValve.class::isInstance)
                        .count());
    }

    @Test
    void theApplicationSeesEveryByteOfTheQuery() throws Exception {
        String query =
                "to=ann%40example.com&s=%c3%BC+x%2B%20&&n=&a;b=%2541&%22=%60%7C&dup=1&dup=2&long=" + "x".repeat(7000);

        assertEquals(query, get("/app/track?" + query));
    }

    private static void compose(ServletContext application) {
        HiddenQuery.hide(application);
        ServletRegistration.Dynamic echo = application.addServlet("echo", new Echo());
        echo.setAsyncSupported(true);
        echo.addMapping("/");
    }

    private AccessLogValve stockAccessLog() {
        AccessLogValve valve = new AccessLogValve();
        valve.setDirectory(logs.toString());
        valve.setBuffered(false);
        valve.setPattern("%h %l %u %t \"%r\" %s %b");
        return valve;
    }

    private String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    /** Method, target and status of every log line; a line is written after the response. */
    private List<String> logged() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        List<String> lines = lines();
        while (lines.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            lines = lines();
        }
        return lines;
    }

    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return Files.readAllLines(files.findFirst().orElseThrow()).stream()
                    .map(line -> line.replaceFirst(".*\"(\\S+ \\S+) HTTP/1.1\" (\\d+) .*", "$1 $2"))
                    .toList();
        }
    }

    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String query = String.valueOf(HiddenQuery.of(request));
            if (query.startsWith("async")) {
                AsyncContext later = request.startAsync(request, response);
                later.start(() -> {
                    write(query, response);
                    later.complete();
                });
            } else {
                write(query, response);
            }
        }

        private static void write(String query, HttpServletResponse response) {
            try {
                response.getWriter().write(query);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
