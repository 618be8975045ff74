package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.Outbox;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;

/** Results for two databases; one is unavailable for a while. */
@Timeout(60)
class AttemptRecorderTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private final Set<DeliveryId> inFlight = ConcurrentHashMap.newKeySet();
    private final Set<Integer> away = ConcurrentHashMap.newKeySet();
    private final Map<Integer, CountDownLatch> expected = new ConcurrentHashMap<>();
    private final List<DeliveryId> stored = Collections.synchronizedList(new ArrayList<>());
    private final AttemptRecorder recorder =
            new AttemptRecorder(outbox(), new SendingMetrics(new PrometheusRegistry()), inFlight);

    private Outbox outbox() {
        return (Outbox) Proxy.newProxyInstance(
                Outbox.class.getClassLoader(),
                new Class<?>[] {Outbox.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isDivided" -> true;
                    case "shard" -> shard((DeliveryId) arguments[0]);
                    case "recordResults" -> record((List<?>) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static int shard(DeliveryId delivery) {
        return Uuid7.shard(delivery.value());
    }

    private List<DeliveryId> record(List<?> results) {
        List<DeliveryId> ids =
                results.stream().map(result -> ((AttemptResult) result).id()).toList();
        if (ids.stream().anyMatch(id -> away.contains(shard(id)))) {
            throw new StoreUnavailableException("storing results", new SQLException("away"));
        }
        stored.addAll(ids);
        ids.forEach(id -> expected(shard(id)).countDown());
        return List.of();
    }

    private CountDownLatch expected(int shard) {
        return Objects.requireNonNull(expected.get(shard));
    }

    private void add(int shard) {
        DeliveryId id = DeliveryId.create(NOON, shard, random);
        ClaimedDelivery mail = new ClaimedDelivery(
                id, EmailAddress.parse("ann@example.com"), "Hi", new UUID(1, 1), ImmutableBytes.NONE, 1, NOON);
        inFlight.add(id);
        AttemptResult result = new AttemptResult(id, 1, DeliveryState.ACCEPTED, NOON, "250 ok", "", null);
        recorder.add(new SendTask(mail, "", 0, null), result, null, List.of(), "server");
    }

    @Test
    void resultsOfOneDatabaseDoNotHoldUpThoseOfAnother() throws InterruptedException {
        expected.put(0, new CountDownLatch(2 * AttemptRecorder.MAX_UNRECORDED));
        expected.put(1, new CountDownLatch(3));
        away.add(1);
        recorder.start(Supervisor.withoutExit());
        for (int i = 0; i < 3; i++) {
            add(1);
        }
        for (int i = 0; i < 2 * AttemptRecorder.MAX_UNRECORDED; i++) {
            add(0);
        }
        assertTrue(expected(0).await(30, TimeUnit.SECONDS));
        assertEquals(3, expected(1).getCount());
        assertEquals(3, inFlight.stream().filter(id -> shard(id) == 1).count());

        away.clear();
        assertTrue(expected(1).await(30, TimeUnit.SECONDS));
        recorder.close();
        assertEquals(Set.of(), inFlight);
        assertEquals(2 * AttemptRecorder.MAX_UNRECORDED + 3, Set.copyOf(stored).size());
        assertEquals(stored.size(), Set.copyOf(stored).size());
    }
}
