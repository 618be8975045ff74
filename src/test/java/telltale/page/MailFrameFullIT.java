package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a mail can do in the frame in which the dashboard shows it. */
class MailFrameFullIT extends ServedPage {
    private static final String FRAME = "#main > .mail-frame";

    @BeforeEach
    void signIn() throws IOException {
        signIn(telltale.key());
        browser.see("#overview-title");
    }

    @Test
    void aHostileMailRunsNothingReadsNothingAndGoesNowhere() throws Exception {
        String page = browser.address();
        try (Connections http = new Connections();
                Connections tls = new Connections()) {
            for (boolean images : List.of(false, true)) {
                show(HostileMail.reportingTo(http.address("http")) + tlsLinks(tls), images);
                browser.inFrame(FRAME, () -> {
                    browser.see("#text", "A harmless text");
                    for (String target : List.of("#submit", "#sign", "#script", "#link", "#top")) {
                        browser.see(target).click();
                    }
                    browser.see("#text", "A harmless text");
                    assertTrue(browser.frameAddress()
                            .startsWith(site.resolve("/app/preview.html").toString()));
                });
                assertEquals(page, browser.address());
                assertTrue(browser.title().startsWith("Overview"), browser.title());
                assertEquals(List.of(), http.requests());
                assertEquals(List.of(), tls.requests());
            }
        }
        onlyTheFrameWasRefusedSomething();
    }

    @Test
    void thePoliciesAloneStopWhatTheCleaningWouldMiss() throws Exception {
        try (Connections http = new Connections()) {
            String mail = HostileMail.reportingTo(http.address("http"));
            HttpServer raw = serve(Map.of(
                    "/",
                            new Page(
                                    "<title>Page</title><iframe sandbox=allow-scripts src=/mail></iframe>",
                                    policyOf("/app/")),
                    "/mail", new Page(mail, policyOf("/app/preview.html"))));
            try {
                browser.go(addressOf(raw));
                // The mail's <meta http-equiv="refresh"> would show another server's page in the frame.
                browser.seeComplaint("frame-src 'self'");
                assertEquals("Page", browser.title());
                assertEquals(List.of(), http.requests());
            } finally {
                raw.stop(0);
            }
        }
        browser.complaints();
    }

    @Test
    void theFrameHasAnOriginOfItsOwn() throws Exception {
        show("<p id=text>A mail</p>", false);

        browser.inFrame(FRAME, () -> {
            browser.see("#text");
            assertEquals("null", browser.ask("return self.origin"));
            for (String secret : List.of("document.cookie", "localStorage.length", "parent.document.title")) {
                Object read =
                        browser.ask("try { return 'read ' + " + secret + " } catch (refused) { return refused.name }");
                assertEquals("SecurityError", read, secret);
            }
            assertEquals(
                    "TypeError",
                    browser.ask(
                            "return fetch('/app/api/v1/session').then(() => 'fetched', (refused) => refused.name)"));
        });

        onlyTheFrameWasRefusedSomething();
    }

    @Test
    void imagesAreLoadedOnlyWhenTheyAreOn() throws Exception {
        try (Connections tls = new Connections()) {
            String image = "<p id=text>A mail</p><img alt='' src='" + tls.address("https") + "/logo.png'>";
            show(image, false);
            browser.inFrame(FRAME, () -> browser.see("#text"));
            assertEquals(List.of(), tls.requests());

            show(image, true);
            browser.inFrame(FRAME, () -> browser.see("#text"));
            tls.await();
        }
        browser.complaints(); // the server answers nothing
    }

    @Test
    void aPageOfAnotherOriginCannotEmbedIt() throws Exception {
        String address = site.resolve("/app/preview.html").toString();
        HttpServer other =
                serve(Map.of("/", new Page("<title>Other</title><iframe src='" + address + "'></iframe>", "")));
        try {
            browser.go(addressOf(other));
            browser.see("iframe");
            browser.seeComplaint("frame-ancestors 'self'");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aMailIsShownWithItsBadgesInItsHeightAndScheme() throws Exception {
        String link = "<p style='height:900px'><a data-link=1 href='https://shop.example/'>Shop</a></p>";
        show(link + "<a data-link=2 href='https://shop.example/2'>Boots</a>", false);

        browser.inFrame(FRAME, () -> {
            assertEquals("https://shop.example/", browser.see("a", "Shop").getDomProperty("title"));
            assertEquals("dark", browser.ask("return getComputedStyle(document.documentElement).colorScheme"));
        });

        browser.await("the height of the mail", page -> browser.see(FRAME).getSize().height > 900 ? page : null);
        browser.picture("mail-frame");
    }

    /** Shows a mail in place of the view. */
    private static void show(String mail, boolean images) {
        browser.ask("""
                const [mail, images] = arguments;
                return Promise.all([import('/app/assets/js/views.js'), import('/app/assets/js/main.js')])
                    .then(([{ $parts_mail_frame: { MailFrame } }, { $ui: { html, render } }]) => {
                      const badges = [{ link: 1, label: '12' }, { link: 2, label: '<b>3</b>' }];
                      const main = document.getElementById('main');
                      main.replaceChildren();
                      render(null, main);
                      render(html`<${MailFrame} html=${mail} title='A mail' images=${images} scheme='dark' badges=${badges} />`, main);
                      return true;
                    });
                """, mail, images);
    }

    private static String tlsLinks(Connections tls) {
        return HostileMail.reportingTo(tls.address("https"))
                        .replaceAll("background:url\\([^)]*\\)", "")
                        .replaceAll("id=", "class=")
                + "<a id=top target=_top href='" + tls.address("https") + "/top'>top</a>";
    }

    /** Requires that the console holds nothing but what the policy of the frame refused. */
    private static void onlyTheFrameWasRefusedSomething() {
        List<String> others = browser.complaints().stream()
                .filter(complaint -> !complaint.contains("/app/preview.html"))
                .toList();
        assertEquals(List.of(), others);
    }

    private static String policyOf(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(site.resolve(path)).build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
    }

    /** A page of another server. */
    private record Page(String html, String policy) {}

    private static HttpServer serve(Map<String, Page> pages) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Page page = pages.getOrDefault(exchange.getRequestURI().getPath(), new Page("", ""));
            exchange.getResponseHeaders().add("Content-Type", "text/html;charset=UTF-8");
            if (!page.policy().isEmpty()) {
                exchange.getResponseHeaders().add("Content-Security-Policy", page.policy());
            }
            byte[] body = page.html().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI addressOf(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** A server that keeps the first line of each connection, and answers none. A TLS handshake is a line, too. */
    private static final class Connections implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Queue<String> requests = new ConcurrentLinkedQueue<>();

        Connections() throws IOException {
            Thread acceptor = new Thread(this::accept, "connections");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        private void accept() {
            while (!server.isClosed()) {
                try (Socket connection = server.accept()) {
                    connection.setSoTimeout(2_000);
                    byte[] start = connection.getInputStream().readNBytes(20);
                    if (start.length > 0) { // a connection that the browser opened in advance sends nothing
                        requests.add(new String(start, StandardCharsets.ISO_8859_1));
                    }
                } catch (IOException closed) {
                    // by the browser, or because the test has ended
                }
            }
        }

        String address(String scheme) {
            return scheme + "://127.0.0.1:" + server.getLocalPort();
        }

        List<String> requests() {
            return List.copyOf(requests);
        }

        void await() {
            browser.await("a request", page -> requests.isEmpty() ? null : page);
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
