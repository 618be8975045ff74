package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.model.WebhookType;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.WebhookEventsContract;
import telltale.store.Webhooks;

class PostgresWebhookEventsTest extends WebhookEventsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Override
    protected long number(String sql) {
        return PostgresStores.number(url, sql);
    }

    @Test
    void oneNodeAtATimeSendsToAnEndpoint() {
        UUID id = UUID.randomUUID();
        Webhooks.Setup setup = new Webhooks.Setup(
                "https://hooks.example.com/",
                "",
                new Webhooks.Subscription(Set.of(WebhookType.OPEN), false, null),
                false,
                0,
                "sealed");
        store.webhooks().add(new Webhooks.Endpoint(id, setup, Webhooks.Condition.HEALTHY, Instant.now()));
        try (Store other = open()) {
            assertTrue(store.webhookQueue().lease(id, Duration.ofMinutes(1)).isPresent());
            assertTrue(store.webhookQueue().lease(id, Duration.ofMillis(1)).isPresent());
            store.webhookQueue().release(id);
            assertTrue(other.webhookQueue().lease(id, Duration.ofMinutes(1)).isPresent());
            assertTrue(store.webhookQueue().lease(id, Duration.ofMinutes(1)).isEmpty());
            store.webhookQueue().release(id);
            assertTrue(store.webhookQueue().lease(id, Duration.ofMinutes(1)).isEmpty());
            assertEquals(List.of(), store.webhookQueue().ready(Instant.now()));
        }
    }
}
