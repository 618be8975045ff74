package telltale.doctor.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.dns.PinnedHttp;
import telltale.dns.Zone;
import telltale.doctor.http.GuardedHttp;
import telltale.settings.PixelUrl;
import telltale.smtp.Certificates;

@Timeout(60)
class TrackingCheckTest {
    private static final String TOKEN = "AbCdEf";
    private static final byte[] IMAGE = new byte[43];

    private static Certificates sound;
    private static Certificates expired;
    private static Certificates expiring;
    private static Certificates otherHost;

    private @Nullable HttpServer server;
    private String cacheControl = "no-store, private";
    private String contentType = "image/gif";
    private int status = 200;
    private @Nullable String age;
    private Clock clock = Clock.systemUTC();
    private boolean headFails;
    private boolean changesCase;
    private String base = "/app";

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        String name = "dns:localhost,ip:127.0.0.1";
        sound = Certificates.validFor(name, folder, "-1d", 90);
        expired = Certificates.validFor(name, folder, "-10d", 5);
        expiring = Certificates.validFor(name, folder, "-10d", 15);
        otherHost = Certificates.validFor("dns:mail.example.net", folder, "-2d", 90);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void nothingIsWrongWithASoundAddress() throws Exception {
        assertEquals(ids("tracking-ok"), check(null));
        assertEquals(ids("tracking-ok"), check(sound));
    }

    @Test
    void aCertificateThatExpiredIsFound() throws Exception {
        assertEquals(ids("tracking-tls-failed"), check(expired));
        assertEquals(ids("tracking-certificate-expiring"), check(expiring));
    }

    @Test
    void aCertificateForAnotherNameIsFound() throws Exception {
        assertEquals(ids("tracking-tls-failed"), check(otherHost));
    }

    @Test
    void aCertificateThatIsNotTrustedIsFound() throws Exception {
        start(sound);
        assertEquals(ids("tracking-tls-failed"), check(sound, (SSLSocketFactory) SSLSocketFactory.getDefault()));
    }

    @Test
    void aProxyThatCachesIsFound() throws Exception {
        cacheControl = "public, max-age=3600";
        assertEquals(ids("tracking-cached"), check(null));
    }

    @Test
    void aResponseFromACacheIsFound() throws Exception {
        age = "17";
        assertEquals(ids("tracking-cached"), check(null));
    }

    @Test
    void aProxyThatChangesPathsIsFound() throws Exception {
        changesCase = true;
        assertEquals(ids("tracking-token-refused"), check(null));
    }

    @Test
    void aProxyThatRefusesHeadIsFound() throws Exception {
        headFails = true;
        assertEquals(ids("tracking-head"), check(null));
    }

    @Test
    void aClockThatDiffersIsFound() throws Exception {
        clock = Clock.offset(clock, Duration.ofMinutes(3));
        assertEquals(ids("tracking-clock"), check(null));
        stop();
        clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3));
        assertEquals(ids("tracking-clock"), check(null));
    }

    @Test
    void anotherServerIsFound() throws Exception {
        contentType = "text/html";
        assertEquals(ids("tracking-no-image"), check(null));
        stop();
        status = 404;
        assertEquals(ids("tracking-status"), check(null));
        stop();
        status = 301;
        assertEquals(ids("tracking-redirected"), check(null));
        stop();
        status = 200;
        contentType = "image/gif";
        base = "/other";
        assertEquals(ids("tracking-status"), check(null));
    }

    @Test
    void aServerThatIsDownIsFound() throws Exception {
        start(null);
        int port = port();
        stop();
        assertEquals(ids("tracking-unreachable"), run("http://127.0.0.1:" + port + "/app/pixel", new Zone(), null));
    }

    @Test
    void theNameIsResolvedOnceAndAddressesOfPrivateNetworksAreNotConnectedTo() throws Exception {
        String url = "https://mail.example.com/app/pixel";
        assertEquals(ids("tracking-no-address"), run(url, new Zone(), null));
        assertEquals(ids("tracking-unknown"), run(url, new Zone("mail.example.com FAIL"), null));
        for (String address : List.of("127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0")) {
            assertEquals(ids("tracking-internal"), run(url, new Zone("mail.example.com A " + address), null));
        }
        assertEquals(ids("tracking-internal"), run(url, new Zone("mail.example.com AAAA fd00::1"), null));
        assertEquals(ids("tracking-internal"), run(url, new Zone("mail.example.com AAAA ::1"), null));
    }

    private Set<String> check(@Nullable Certificates certificates) throws Exception {
        start(certificates);
        return check(
                certificates,
                certificates == null ? null : certificates.context().getSocketFactory());
    }

    private Set<String> check(@Nullable Certificates certificates, @Nullable SSLSocketFactory trusted) {
        String scheme = certificates == null ? "http" : "https";
        return run(scheme + "://127.0.0.1:" + port() + "/app/pixel", new Zone(), trusted);
    }

    private Set<String> run(String url, Zone zone, @Nullable SSLSocketFactory trusted) {
        SSLSocketFactory secure = trusted == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusted;
        return new TrackingCheck(
                        PixelUrl.parse(url),
                        TOKEN,
                        new GuardedHttp(zone, address -> new PinnedHttp(address, secure)),
                        clock)
                .run().stream()
                        .map(finding -> finding.type().wireName())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private int port() {
        return server == null ? 0 : server.getAddress().getPort();
    }

    private void start(@Nullable Certificates certificates) throws IOException {
        stop();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (certificates == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(certificates.context()));
            server = secure;
        }
        server.createContext(base + "/pixel", this::pixel);
        server.createContext(base + "/unsubscribe/", this::page);
        server.start();
    }

    private void pixel(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("Cache-Control", cacheControl);
        if (age != null) {
            exchange.getResponseHeaders().set("Age", age);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(headFails ? 405 : 200, -1);
        } else {
            exchange.sendResponseHeaders(status, IMAGE.length);
            exchange.getResponseBody().write(IMAGE);
        }
        exchange.close();
    }

    private void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String arrived = changesCase ? path.toLowerCase(Locale.ROOT) : path;
        exchange.sendResponseHeaders(arrived.endsWith("/" + TOKEN) ? 200 : 404, -1);
        exchange.close();
    }

    private static Set<String> ids(String... ids) {
        return new TreeSet<>(Arrays.asList(ids));
    }
}
