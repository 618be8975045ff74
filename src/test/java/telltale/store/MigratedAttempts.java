package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Uuid7;
import telltale.store.DeliveryHistory.Deferral;

/** What a database from before attempts had rows keeps, and what it can do after its migration. */
public final class MigratedAttempts {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliveryId DELIVERY = new DeliveryId(Uuid7.at(NOON, new Random(1)));
    private static final UUID MESSAGE = Uuid7.at(NOON, new Random(2));
    /** No octets, compressed. */
    private static final String NOTHING = "7801010000ffff00000001";

    private MigratedAttempts() {}

    /**
     * The statements that insert a deferred delivery.
     *
     * @param bytes the literal of octets in hexadecimal digits
     * @param id the literal of such digits of a UUID
     */
    public static List<String> statements(UnaryOperator<String> bytes, UnaryOperator<String> id) {
        String nothing = bytes.apply(NOTHING);
        return List.of(
                "insert into deliveries (id, created_at, recipient, subject, state, detail) values (%s, %d, 'ann@example.com', 'Hi', 'deferred', '450 later')"
                        .formatted(id.apply(hex(DELIVERY.value())), NOON.toEpochMilli()),
                "insert into messages (id, created_at, content, digest) values (%s, %d, %s, 7)"
                        .formatted(id.apply(hex(MESSAGE)), NOON.toEpochMilli(), nothing),
                ("insert into outbox (message, position, delivery, data, digest, due_at, began_at, attempts)"
                                + " select m.number, 0, d.number, %s, 0, 1, 1, 1 from messages m, deliveries d")
                        .formatted(nothing),
                "insert into hours (hour, taken) values (%d, 7)".formatted(NOON.getEpochSecond() / 3_600));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    /** Requires that the delivery and the daily count are as they were, and that its next attempt is stored. */
    public static void assertKept(Store store) {
        assertEquals(7, store.sendingQuota().used("main", NOON));
        assertEquals("450 later", store.delivery(DELIVERY).orElseThrow().detail());
        assertEquals(
                new DeliveryHistory(new DeliveryHistory.Content(MESSAGE, null, false), List.of(), null),
                store.outbox().history(DELIVERY));
        ClaimedDelivery claimed = store.outbox().claim(NOON, 1).get(0);
        AttemptResult deferred = new AttemptResult(
                DELIVERY, claimed.attempt(), DeliveryState.DEFERRED, NOON, "451 4.7.1 wait", "4.7.1", NOON);
        assertEquals(List.of(), store.outbox().recordResults(List.of(deferred)));
        assertEquals(
                List.of(new Deferral(NOON, "4.7.1", "451 4.7.1 wait", null)),
                store.outbox().history(DELIVERY).deferrals());
    }
}
