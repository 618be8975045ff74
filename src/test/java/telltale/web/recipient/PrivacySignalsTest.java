package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Delivery;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.recording.HitDisposition;
import telltale.store.OpenCounts;
import telltale.web.api.ServedApi;

/** Requests with Sec-GPC (Global Privacy Control) or DNT. */
class PrivacySignalsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @AutoClose
    private ServedApi api;

    private Delivery delivery;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        delivery = api.accepted(null, NOON);
    }

    private String click() {
        return "click/" + api.tokens.forLink(delivery.id(), new Link(1, new Destination("https://a.example/")));
    }

    @ParameterizedTest
    @CsvSource({"Sec-GPC, GLOBAL_PRIVACY_CONTROL", "DNT, DO_NOT_TRACK"})
    void aRequestWithASignalIsAnsweredAndOnlyCounted(String field, HitDisposition disposition) throws Exception {
        HttpResponse<String> redirect = api.get(click(), field, "1");
        HttpResponse<String> image = api.get("pixel/" + api.tokens.forPixel(delivery.id()), field, "1");

        assertEquals(302, redirect.statusCode());
        assertEquals(List.of("https://a.example/"), redirect.headers().allValues("Location"));
        assertEquals(api.get("pixel/wrong").body(), image.body());
        assertTrue(api.events.awaitStored(Duration.ofSeconds(10)));
        assertEquals(2, api.events.counts().get(disposition));
        assertEquals(0, api.events.counts().get(HitDisposition.STORED));
        assertEquals(List.of(OpenCounts.NONE), api.store.openCounts(List.of(delivery.id())));
        String metrics = api.get("metrics").body();
        assertTrue(
                metrics.contains("telltale_hits_total{disposition=\""
                        + disposition.name().toLowerCase(Locale.ROOT) + "\"} 2.0"),
                metrics);
    }

    @Test
    void withBothTheGlobalPrivacyControlCounts() throws Exception {
        api.get(click(), "DNT", "1", "Sec-GPC", "1");

        assertEquals(1, api.events.counts().get(HitDisposition.GLOBAL_PRIVACY_CONTROL));
        assertEquals(0, api.events.counts().get(HitDisposition.DO_NOT_TRACK));
    }

    /** The only value of both is 1; 0 is that of people who allow tracking. */
    @ParameterizedTest
    @CsvSource({"Sec-GPC, 0", "Sec-GPC, true", "DNT, 0", "DNT, null"})
    void anyOtherValueIsNoSignal(String field, String value) throws Exception {
        api.get(click(), field, value);

        assertTrue(api.events.awaitStored(Duration.ofSeconds(10)));
        assertEquals(1, api.events.counts().get(HitDisposition.STORED));
    }
}
