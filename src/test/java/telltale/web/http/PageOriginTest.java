package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.settings.DashboardUrl;

/**
 * The rules for the requests of the dashboard and for its cookie, without a public URL ({@code none}), with an encrypted one
 * ({@code tls}) and with one in clear text ({@code clear}).
 */
class PageOriginTest {
    private static final Tomcat TOMCAT = new Tomcat();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, LifecycleException {
        TOMCAT.setBaseDir(folder.toString());
        TOMCAT.setPort(0);
        TOMCAT.getConnector().setProperty("address", "127.0.0.1");
        String webapp = Files.createDirectories(folder.resolve("webapp")).toString();
        TOMCAT.addContext("/app", webapp).addServletContainerInitializer((classes, context) -> compose(context), null);
        TOMCAT.start();
    }

    @AfterAll
    static void stop() throws LifecycleException {
        TOMCAT.stop();
        TOMCAT.destroy();
    }

    private static void compose(ServletContext context) {
        put(context, "none", null);
        put(context, "tls", DashboardUrl.parse("https://mail.example.com/app"));
        put(context, "clear", DashboardUrl.parse("http://mail.example.com:8080/app/"));
    }

    private static void put(ServletContext context, String name, @Nullable DashboardUrl url) {
        context.addServlet(name, new Judge(url)).addMapping("/" + name);
    }

    /** Responds with the refusal, the one for a stream, whether it is a use, and the cookie's value; and sets the cookie. */
    private static final class Judge extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient PageOrigin origin;
        private final transient SessionCookie cookie;

        Judge(@Nullable DashboardUrl url) {
            origin = new PageOrigin(url);
            cookie = new SessionCookie(url);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            cookie.set(request, response, "new", Duration.ofMinutes(1));
            response.getOutputStream()
                    .print("page: " + word(origin.refusal(request)) + "\nstream: "
                            + word(origin.streamRefusal(request)) + "\nuse: " + PageOrigin.isUse(request) + "\ncookie: "
                            + cookie.read(request).orElse("none") + "\n");
        }

        private static String word(@Nullable Problem refusal) {
            return refusal == null ? "own" : "refused: " + refusal.detail();
        }
    }

    private static String ask(String method, String name, String host, String... fields) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), TOMCAT.getConnector().getLocalPort())) {
            String head = method + " /app/" + name + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n";
            for (String field : fields) {
                head += field.isEmpty() ? "" : field + "\r\n";
            }
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Reading needs the header alone, because another origin cannot send it.
        "GET, none, mail.example.com, '', '', true",
        "HEAD, tls, mail.example.com, '', '', true",
        "GET, tls, mail.example.com, cross-site, https://evil.example, true",
        // Programs send neither field.
        "POST, none, mail.example.com, '', '', true",
        "POST, tls, mail.example.com, '', '', true",
        // Without a public URL, the browser's statement counts, or else the address of the request.
        "POST, none, mail.example.com, same-origin, https://mail.example.com, true",
        "POST, none, mail.example.com, '', http://mail.example.com, true",
        "POST, none, mail.example.com:8080, '', http://mail.example.com:8080, true",
        "POST, none, MAIL.example.com, '', http://mail.example.com, true",
        "POST, none, mail.example.com, '', https://mail.example.com, false",
        "POST, none, mail.example.com:8080, '', http://mail.example.com:8081, false",
        "POST, none, mail.example.com, '', http://evil.example, false",
        "POST, none, mail.example.com, '', null, false",
        "POST, none, mail.example.com, same-site, http://mail.example.com, false",
        "POST, none, mail.example.com, cross-site, http://mail.example.com, false",
        "POST, none, mail.example.com, none, '', false",
        // With one, the origin is its.
        "POST, tls, backend:8080, same-origin, https://mail.example.com, true",
        "DELETE, tls, backend:8080, '', https://mail.example.com, true",
        "PUT, tls, mail.example.com, same-origin, https://other.example.com, false",
        "POST, tls, evil.example, '', http://evil.example, false",
        "POST, tls, mail.example.com, '', http://mail.example.com, false",
        "POST, clear, backend, '', http://mail.example.com:8080, true",
        "POST, clear, backend, '', http://mail.example.com, false",
        // This machine may also use its own address.
        "POST, tls, localhost:8080, same-origin, http://localhost:8080, true",
        "POST, tls, localhost:8080, same-site, http://localhost:8081, false",
        "POST, tls, localhost:8080, '', http://localhost:8081, false",
    })
    void aRequestWithTheHeaderIsTheDashboardsOwnUnlessItNamesAnotherOrigin(
            String method, String name, String host, String site, String origin, boolean isOwn) throws IOException {
        String[] fields = {
            "Telltale-Page: 1",
            site.isEmpty() ? "" : "Sec-Fetch-Site: " + site,
            origin.isEmpty() ? "" : "Origin: " + origin
        };
        String answer = ask(method, name, host, fields);
        if (!method.equals("HEAD")) {
            assertEquals(isOwn, answer.contains("page: own"), answer);
        }
        fields[0] = "";
        assertFalse(ask(method, name, host, fields).contains("page: own"), "without the header");
    }

    @Test
    void aStreamNeedsTheBrowsersStatementInPlaceOfTheHeader() throws IOException {
        assertTrue(ask("GET", "tls", "mail.example.com", "Sec-Fetch-Site: same-origin")
                .contains("stream: own"));
        assertTrue(ask("GET", "tls", "mail.example.com", "Telltale-Page: 1").contains("stream: own"));
        for (String field :
                new String[] {"", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: none"}) {
            assertTrue(ask("GET", "tls", "mail.example.com", field).contains("stream: refused"), field);
        }
        assertTrue(ask("POST", "tls", "mail.example.com", "Sec-Fetch-Site: same-origin")
                .contains("stream: refused"));
    }

    @Test
    void onlyWhatAPersonDoesIsAUse() throws IOException {
        assertTrue(ask("GET", "none", "localhost", "Telltale-Page: 1").contains("use: true"));
        assertTrue(ask("GET", "none", "localhost", "Telltale-Page: auto").contains("use: false"));
        assertTrue(
                ask("GET", "none", "localhost", "Sec-Fetch-Site: same-origin").contains("use: false"));
    }

    @Test
    void anOriginThatIsRefusedIsAnsweredWithTheRemedy() throws IOException {
        assertTrue(ask("POST", "tls", "b", "Telltale-Page: 1", "Origin: https://x.example")
                .contains("Open the dashboard at https://mail.example.com/app/."));
        assertTrue(ask("POST", "none", "b", "Telltale-Page: 1", "Origin: https://x.example")
                .contains("Set TELLTALE_URL"));
    }

    @Test
    void behindTlsTheCookieIsForThisHostAlone() throws IOException {
        String both = "Cookie: telltale-session=plain; __Host-telltale=secure";
        String tls = ask("GET", "tls", "mail.example.com", both);
        assertTrue(tls.contains("cookie: secure"), tls);
        String set = "Set-Cookie: __Host-telltale=new; Max-Age=60; Expires=";
        assertTrue(tls.contains(set), tls);
        assertTrue(tls.contains("; Path=/; Secure; HttpOnly; SameSite=Lax"), tls);

        for (String name : new String[] {"none", "clear"}) {
            String clear = ask("GET", name, "mail.example.com", both, "X-Forwarded-Proto: https");
            assertTrue(clear.contains("cookie: plain"), clear);
            assertTrue(clear.contains("; Path=/app/; HttpOnly; SameSite=Lax"), clear);
        }
        String local = ask("GET", "tls", "localhost:8080", both);
        assertTrue(local.contains("cookie: plain"), "this machine reaches Telltale without TLS");
        assertTrue(ask("GET", "tls", "localhost:8080", both, "X-Forwarded-For: 192.0.2.1")
                .contains("cookie: secure"));
    }
}
