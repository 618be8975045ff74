package telltale.web.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Client;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.recording.HitDisposition;
import telltale.web.api.ServedApi;

class MetricsHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    @Test
    void everyHitIsCountedByDisposition() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        api.events.append(
                new Hit(EventKind.OPEN, null, 0, NOW, Client.of("x", Set.of()), InetAddress.getLoopbackAddress()),
                answered::countDown);
        answered.await();
        assertTrue(api.events.awaitStored(Duration.ofSeconds(10)));
        api.events.countBadToken();

        Scrape scrape = scrape();

        assertEquals(2, scrape.value("telltale_hits_received_total"));
        assertEquals(1, scrape.value("telltale_hits_total{disposition=\"stored\"}"));
        assertEquals(1, scrape.value("telltale_hits_total{disposition=\"bad_token\"}"));
        assertEquals(
                scrape.value("telltale_hits_received_total"),
                Arrays.stream(HitDisposition.values())
                        .mapToDouble(disposition -> disposition == HitDisposition.SPOOLED
                                ? scrape.value("telltale_spool_waiting_hits")
                                : scrape.value("telltale_hits_total{disposition=\""
                                        + disposition.name().toLowerCase(java.util.Locale.ROOT) + "\"}"))
                        .sum());
    }

    @Test
    void theStateOfTheNodeIsExported() throws Exception {
        Scrape well = scrapeOnceDatabaseUpIs(1);
        api.store.close();
        scrapeOnceDatabaseUpIs(0);

        assertEquals(0, well.value("telltale_database_outage"));
        assertTrue(well.value("jvm_memory_used_bytes{area=\"heap\"}") > 0);
        assertTrue(well.value("jvm_threads_current") > 0);
    }

    @Test
    void theContentTypeIncludesTheFormatVersion() throws Exception {
        assertEquals(
                "text/plain;version=0.0.4;charset=utf-8",
                api.get("metrics")
                        .headers()
                        .firstValue("Content-Type")
                        .orElse("")
                        .replace(" ", ""));
    }

    @Test
    void openMetricsIsServedToAClientThatAcceptsIt() throws Exception {
        HttpResponse<String> answer = api.get("metrics", "Accept", "application/openmetrics-text;version=1.0.0");

        assertEquals(
                "application/openmetrics-text;version=1.0.0;charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse("").replace(" ", ""));
        assertTrue(answer.body().endsWith("# EOF\n"), answer::body);
    }

    @Test
    void thePixelsResponseTimeIsMeasured() throws Exception {
        api.get("pixel/" + api.tokens.forPixel(api.accepted(null, NOW).id()));
        api.get("pixel/invalid");
        api.get("pixel");
        api.head("pixel");

        Scrape scrape = scrape();

        assertEquals("histogram", scrape.types().get("telltale_pixel_response_seconds"));
        assertEquals(3, scrape.value("telltale_pixel_response_seconds_count"));
        assertEquals(3, scrape.value("telltale_pixel_response_seconds_bucket{le=\"+Inf\"}"));
        assertTrue(scrape.value("telltale_pixel_response_seconds_sum") > 0);
    }

    @Test
    void theSpoolIsMeasuredInBytesAndByItsOldestHit() throws Exception {
        api.get("pixel");
        assertTrue(api.events.awaitStored(Duration.ofSeconds(10)));

        Scrape scrape = scrape();

        assertTrue(scrape.value("telltale_spool_bytes") > 0);
        assertEquals(0, scrape.value("telltale_spool_oldest_seconds"));
    }

    @Test
    void nothingIsRegisteredForTheWholeJvm() {
        assertEquals(0, PrometheusRegistry.defaultRegistry.scrape().size());
    }

    @Test
    void localRequestsNeedNoKey() throws Exception {
        assertEquals(200, api.get("metrics", new String[0]).statusCode());
        assertEquals(200, statusOf("localhost:" + api.port()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.60",
                "X-Forwarded-For: 192.0.2.60",
                "X-Forwarded-For: 127.0.0.1",
                "X-Real-IP: 192.0.2.60",
                "Via: 1.1 proxy"
            })
    void proxiedRequestsNeedTheKey(String field) throws Exception {
        String[] parts = field.split(": ", 2);

        HttpResponse<String> answer = api.get("metrics", parts[0], parts[1]);

        assertEquals(401, answer.statusCode(), answer::body);
        assertEquals(
                200,
                api.get("metrics", parts[0], parts[1], "Authorization", "Bearer " + ServedApi.ADMIN_KEY)
                        .statusCode());
    }

    @Test
    void requestsForAnotherHostNeedTheKey() throws Exception {
        assertEquals(401, statusOf("telltale.example.com"));
    }

    @Test
    void theTrackKeyDoesNotGrantAccess() throws Exception {
        assertEquals(
                403,
                api.get("metrics", "X-Forwarded-For", "192.0.2.60", "Authorization", "Bearer " + ServedApi.TRACK_KEY)
                        .statusCode());
    }

    /** Scrapes until a background check of the database has this result. */
    private Scrape scrapeOnceDatabaseUpIs(int expected) throws IOException, InterruptedException {
        Scrape scrape = scrape();
        while (scrape.value("telltale_database_up") != expected) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            scrape = scrape();
        }
        return scrape;
    }

    private Scrape scrape() throws IOException, InterruptedException {
        return Scrape.parse(api.get("metrics").body());
    }

    /** Sends a raw request, because the JDK's client does not allow setting Host. */
    private int statusOf(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            String request = "GET /app/metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
