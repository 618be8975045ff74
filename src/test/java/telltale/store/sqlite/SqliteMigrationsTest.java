package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.Delivery;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuery;
import telltale.store.DeliveryQuery;
import telltale.store.Store;
import telltale.store.jdbc.Migrations;

/** Which databases are opened, which are migrated first, and which are refused. */
class SqliteMigrationsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path home;

    @Test
    void aDatabaseOfTheLastDevelopmentBuildKeepsItsData() throws Exception {
        execute(resource("before-0.1.0.sql"));
        try (Store store = open()) {
            Delivery delivery = store.deliveries(new DeliveryQuery(null, null, null, null, 10))
                    .deliveries()
                    .get(0);
            assertEquals(
                    new Delivery(
                            delivery.id(),
                            EmailAddress.parse("ann@example.com"),
                            "spring",
                            "Hi",
                            DeliveryState.ACCEPTED,
                            NOON,
                            "250 2.0.0 ok"),
                    delivery);
            assertEquals(1, store.events(delivery.id(), 10).size());
            assertEquals(
                    List.of(new CampaignPage.Campaign("spring", 1, 1, 1, 1)),
                    store.campaigns(new CampaignQuery(0, Long.MAX_VALUE / 2, null, 10))
                            .campaigns());
            assertEquals(
                    new ImmutableBytes("a template".getBytes(StandardCharsets.UTF_8)),
                    store.templates().find("welcome").orElseThrow());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void anEarlierSchemaIsRefusedWithWhatToDo() throws Exception {
        open().close();
        execute("update schema_version set version = 11");
        String refused = String.valueOf(
                assertThrows(IllegalStateException.class, this::open).getMessage());
        assertTrue(refused.contains("schema 11") && refused.contains("Run the last build before 0.1.0"), refused);
    }

    @Test
    void aSchemaOfANewerVersionIsRefusedWithWhatToDo() throws Exception {
        open().close();
        execute("update schema_version set version = 999");
        String refused = String.valueOf(
                assertThrows(IllegalStateException.class, this::open).getMessage());
        assertTrue(refused.contains("newer version"), refused);
    }

    @Test
    void aLaterScriptRunsOnceOnAnExistingDatabase() throws Exception {
        open().close();
        Migrations later = new Migrations(SqliteStore.class, 12, List.of("012-schema.sql", "013-test.sql"));
        for (int start = 0; start < 2; start++) {
            try (SqliteDatabase database = new SqliteDatabase(file(), home.resolve("native"), Duration.ofSeconds(1))) {
                later.run(database);
            }
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertEquals(
                    13,
                    statement
                            .executeQuery("select version from schema_version, added")
                            .getInt(1));
        }
    }

    private Store open() {
        return SqliteStore.open(file(), home.resolve("native"), Duration.ofSeconds(1));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file());
        return source.getConnection();
    }

    private Path file() {
        return home.resolve("telltale.db");
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = SqliteMigrationsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
