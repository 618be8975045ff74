package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;

/** A store with its outbox, and the messages and deliveries of the contracts about them. */
public abstract class OutboxFixture {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    protected final Random random = new Random(42);
    protected Store store;
    protected Outbox outbox;
    protected NodeLeases leases;
    protected Messages messages;

    /** Opens the store under test. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        outbox = store.outbox();
        leases = store.nodeLeases();
        messages = store.messages();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** The number of the database that stores the messages and deliveries. */
    protected int shard() {
        return 0;
    }

    protected void assertNoDifference() {
        assertEquals(List.of(), store.recount().differences());
    }

    protected DeliveryState state(DeliveryId id) {
        return store.delivery(id).orElseThrow().state();
    }

    protected StoredMessage message(@Nullable String key) {
        return new StoredMessage(
                Uuid7.at(NOON, shard(), random),
                "spring",
                octets("content"),
                List.of(),
                key == null ? null : octets(key),
                1);
    }

    protected NewDelivery delivery(String to, Instant due) {
        ImmutableBytes data = octets("for " + to);
        return new NewDelivery(id(), EmailAddress.parse(to), "Hi", data, data.hashCode(), DeliveryState.QUEUED, due);
    }

    protected DeliveryId id() {
        return DeliveryId.create(NOON, shard(), random);
    }

    protected static AttemptResult attempt(ClaimedDelivery mail, DeliveryState state, @Nullable Instant retryAt) {
        return new AttemptResult(mail.id(), mail.attempt(), state, NOON, "450 4.2.0 later", "4.2.0", retryAt);
    }

    protected static ImmutableBytes octets(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
