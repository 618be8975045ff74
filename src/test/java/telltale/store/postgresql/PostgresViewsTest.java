package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.postgres.PostgresServer;
import telltale.store.NewDelivery;
import telltale.store.Store;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;
import telltale.store.ViewsContract;
import telltale.token.PersonKeys;

class PostgresViewsTest extends ViewsContract {
    private final PersonKeys keys = new PersonKeys(new byte[32]);
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(
                connections, UUID.randomUUID(), address -> Optional.of(keys.keyOf(address)), (store, secrets) -> {});
    }

    @Test
    void aDatabaseFromBeforeWebPagesKeepsItsMessages() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        StoredMessage message = message("key");
        NewDelivery delivery = delivery("a@example.com", NOON);
        outbox.enqueue(message, 0, List.of(delivery));
        PostgresDatabase database = new PostgresDatabase(connections);
        database.write("returning to the schema before web pages", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("drop table archives, message_views");
                statement.execute("alter table deliveries drop column queue_id");
                PostgresMigrationsTest.withoutReports(statement);
                return statement.executeUpdate("update schema_version set version = 11");
            }
        });
        try (Store migrated = open()) {
            assertEquals(Optional.of(message), migrated.messages().message(message.id()));
            assertEquals(
                    new StoredCopy(message.id(), delivery.data()),
                    migrated.messageViews().find(delivery.id()).orElseThrow().copy());
            assertFalse(migrated.messageViews().end(message.id(), NOON));
        }
    }
}
