package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.postgres.PostgresServer;
import telltale.store.DeliveryQuery;
import telltale.store.Store;
import telltale.store.jdbc.Migrations;
import telltale.token.PersonKeys;

/** Which data a migrated database keeps. */
class PostgresMigrationsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newDatabase();

    @Test
    void aDatabaseWithoutTopicsKeepsItsSuppressionsAndGetsTopics() throws Exception {
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            new Migrations(PostgresStore.class, 10, List.of("010-schema.sql")).run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, resource("without-topics.sql"));
        }
        try (Store store = PostgresStore.open(
                connections(),
                UUID.randomUUID(),
                address -> Optional.of(KEYS.keyOf(address)),
                (joined, secrets) -> {})) {
            Suppression bulk = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
            Suppression all = new Suppression(Suppression.Scope.ALL, "by letter", NOON);
            assertEquals(
                    List.of(
                            new Person(KEYS.keyOf(ANN), "a***@example.com", bulk, true),
                            new Person(KEYS.keyOf(BEN), "b***@example.com", all, false)),
                    store.persons().persons(List.of(ANN, BEN)));
            assertEquals(2, store.persons().suppressed(null, 10).size());
            Delivery delivery = store.deliveries(new DeliveryQuery(ANN, null, null, null, 10))
                    .deliveries()
                    .get(0);
            assertNull(delivery.topic());

            Suppression news = Suppression.ofTopic("product-news", "by hand", NOON);
            assertTrue(store.persons().suppressRecipient(delivery.id(), news));
            assertEquals(List.of(bulk, news), store.persons().person(ANN).suppressions());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void clientsKeepTheirFlagsAndHoldMore() throws Exception {
        List<String> before = List.of("010-schema.sql", "011-topics.sql", "012-view.sql");
        try (PostgresDatabase database = new PostgresDatabase(connections())) {
            new Migrations(PostgresStore.class, 10, before).run(database);
        }
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "insert into telltale.clients (agent, flags) values ('a', 65538)");
        }
        try (Store store = PostgresStore.open(
                connections(),
                UUID.randomUUID(),
                address -> Optional.of(KEYS.keyOf(address)),
                (joined, secrets) -> {})) {
            assertEquals(List.of(), store.recount().differences());
        }
        try (Connection connection = PostgresServer.connect(url);
                ResultSet row = connection
                        .createStatement()
                        .executeQuery(
                                "update telltale.clients set flags = flags + (1::bigint << 41) returning flags")) {
            assertTrue(row.next());
            assertEquals(65_538 + (1L << 41), row.getLong(1));
        }
    }

    private PostgresConnections connections() {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = PostgresMigrationsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
