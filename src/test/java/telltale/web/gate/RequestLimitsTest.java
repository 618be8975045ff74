package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.web.api.ServedApi;
import telltale.web.gate.TokenBucket.Level;

/** The limits of requests with a key. */
class RequestLimitsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    Path folder;

    @Test
    void aBucketRefillsEvenly() {
        TokenBucket bucket = new TokenBucket(60, MINUTE, 0);
        assertEquals(new Level(59, 1, 0), bucket.take(0));
        IntStream.range(1, 60).forEach(i -> assertFalse(bucket.take(0).isRefused()));
        assertEquals(new Level(0, 60, 1), bucket.take(0));
        assertEquals(new Level(0, 60, 0), bucket.take(TimeUnit.SECONDS.toNanos(1)));
        assertTrue(bucket.take(TimeUnit.SECONDS.toNanos(1)).isRefused());
        assertEquals(new Level(59, 1, 0), bucket.take(2 * MINUTE));
        assertFalse(bucket.isFull(2 * MINUTE));
        assertTrue(bucket.isFull(3 * MINUTE));
    }

    @Test
    void concurrentRequestsGetNoMoreThanThereIs() throws Exception {
        TokenBucket bucket = new TokenBucket(1_000, MINUTE, 0);
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 4_000).parallel().forEach(i -> {
            if (!bucket.take(0).isRefused()) {
                taken.incrementAndGet();
            }
        });
        assertEquals(1_000, taken.get());
    }

    @Test
    void aKeyThatSendsTooManyRequestsIsRefusedAndOthersAreNot() throws Exception {
        try (ServedApi api = new ServedApi(folder, NOON, 3)) {
            for (int i = 2; i >= 0; i--) {
                HttpResponse<String> answer = api.get("api/v1/topics");
                assertEquals(200, answer.statusCode());
                assertEquals("\"key\";q=3;w=60", header(answer, "RateLimit-Policy"));
                assertTrue(
                        header(answer, "RateLimit").startsWith("\"key\";r=" + i + ";t="), header(answer, "RateLimit"));
            }
            HttpResponse<String> refused = api.get("api/v1/topics");
            assertEquals(429, refused.statusCode());
            assertTrue(refused.body().contains("urn:telltale:problem:too-many-requests"), refused::body);
            int retry = Integer.parseInt(header(refused, "Retry-After"));
            assertTrue(retry >= 1 && retry <= 20, () -> "after " + retry);

            String[] trackKey = {"Authorization", "Bearer " + ServedApi.TRACK_KEY};
            assertEquals(403, api.get("api/v1/topics", trackKey).statusCode());
            for (int status : new int[] {401, 401, 429}) {
                HttpResponse<String> keyless = api.get("api/v1/topics", "Authorization", "Bearer wrong");
                assertEquals(status, keyless.statusCode());
                assertEquals("\"network\";q=3;w=60", header(keyless, "RateLimit-Policy"));
            }
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> pixel = api.get("pixel/x", new String[0]);
                assertEquals(200, pixel.statusCode());
                assertEquals("", header(pixel, "RateLimit"));
                assertEquals(200, api.get("health/live", new String[0]).statusCode());
            }
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
