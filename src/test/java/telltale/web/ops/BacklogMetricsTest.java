package telltale.web.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.NewDelivery;
import telltale.store.StoreUnavailableException;
import telltale.store.StoredMessage;
import telltale.web.api.ServedApi;

class BacklogMetricsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);

    @AutoClose
    private ServedApi api;

    private BacklogMetrics metrics;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        metrics = new BacklogMetrics(
                api.registry, api.store.outbox(), api.store.judgements(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void theQueueIsCountedByStateWithTheAgeOfItsOldestDelivery() throws Exception {
        enqueue(DeliveryState.QUEUED, NOON.minusSeconds(90));
        enqueue(DeliveryState.QUEUED, NOON.minusSeconds(10));
        enqueue(DeliveryState.SCHEDULED, NOON.plusSeconds(60));
        enqueue(DeliveryState.SENDING, NOON);
        sentByAnotherSystem();

        metrics.step();

        Scrape scrape = scrape();
        assertEquals(2, scrape.value("telltale_queue_deliveries{state=\"queued\"}"));
        assertEquals(1, scrape.value("telltale_queue_deliveries{state=\"scheduled\"}"));
        assertEquals(1, scrape.value("telltale_queue_deliveries{state=\"sending\"}"));
        assertEquals(0, scrape.value("telltale_queue_deliveries{state=\"deferred\"}"));
        assertEquals(90, scrape.value("telltale_queue_oldest_seconds"));
    }

    @Test
    void mailThatIsNotDueHasNoAge() throws Exception {
        enqueue(DeliveryState.SCHEDULED, NOON.plusSeconds(60));

        metrics.step();

        assertEquals(0, scrape().value("telltale_queue_oldest_seconds"));
    }

    @Test
    void deliveriesToJudgeAreCounted() throws Exception {
        api.get("pixel/" + api.tokens.forPixel(api.accepted(null, NOON).id()));
        api.events.awaitStored(Duration.ofSeconds(10));

        metrics.step();

        assertEquals(1, scrape().value("telltale_judging_backlog"));
    }

    @Test
    void aScrapeNeedsNoDatabase() throws Exception {
        enqueue(DeliveryState.QUEUED, NOON);
        metrics.step();
        api.store.close();

        assertThrows(StoreUnavailableException.class, metrics::step);
        assertEquals(1, scrape().value("telltale_queue_deliveries{state=\"queued\"}"));
    }

    private void sentByAnotherSystem() {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        EmailAddress to = EmailAddress.parse("bob@example.com");
        api.store.insertExternal(new Delivery(id, to, null, "Hi", DeliveryState.SENDING, null, null), true);
    }

    private void enqueue(DeliveryState state, Instant due) {
        ImmutableBytes content = new ImmutableBytes(new byte[] {1});
        StoredMessage message = new StoredMessage(Uuid7.at(NOON, random), null, content, List.of(), null, 0);
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        EmailAddress to = EmailAddress.parse("ann@example.com");
        api.store.outbox().enqueue(message, 0, List.of(new NewDelivery(id, to, "Hi", content, 0, state, due)));
    }

    private Scrape scrape() throws Exception {
        return Scrape.parse(api.get("metrics").body());
    }
}
