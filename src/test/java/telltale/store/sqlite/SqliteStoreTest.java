package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuery;
import telltale.store.EventsRejectedException;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreContract;
import telltale.store.StoreUnavailableException;

class SqliteStoreTest extends StoreContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(file(), home.resolve("native"), Duration.ofMillis(100));
    }

    @Test
    void aClosedStoreIsOneFile() throws Exception {
        try (Store store = open()) {
            assertEquals("wal", store.health().details().get("journalMode"));
        }
        closeStore();
        assertTrue(Files.notExists(home.resolve("telltale.db-wal")));
    }

    @Test
    void theDatabaseFilesAreReadableByTheirOwnerOnly() throws Exception {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home, "telltale.db*")) {
            for (Path file : files) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                        file::toString);
            }
        }
    }

    @Test
    void aLockedDatabaseIsUnavailableUntilItIsUnlocked() throws Exception {
        try (Store store = open();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThrows(
                    StoreUnavailableException.class,
                    () -> store.append(List.of()).stored());
            statement.execute("rollback");
            assertEquals(0, store.append(List.of()).stored());
        }
    }

    @Test
    void aRejectedEventIsDistinguishedFromAnUnavailableDatabase() throws Exception {
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("""
                    create trigger poison before insert on clients when new.agent = 'poison'
                    begin select raise(abort, 'poisoned'); end""");
        }
        try (Store store = open()) {
            assertThrows(EventsRejectedException.class, () -> store.append(List.of(event("agent"), event("poison"))));
            assertEquals(0, store.recount().events(), "nothing of the batch was kept");
            assertEquals(1, store.append(List.of(event("agent"))).stored());
            assertEquals(0, store.recount().different());
        }
    }

    @Test
    void aDatabaseOfTheFirstSchemaIsCountedWhenItIsMigrated() throws Exception {
        Path old = home.resolve("old.db");
        try (Connection connection = connect(old);
                Statement statement = connection.createStatement();
                InputStream script = SqliteStore.class.getResourceAsStream("001-deliveries-and-events.sql")) {
            statement.executeUpdate(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
            statement.executeUpdate("""
                    create table schema_version (version integer not null);
                    insert into schema_version values (1);
                    insert into campaigns values (1, 'spring');
                    insert into clients values (1, 'x', 0);
                    insert into deliveries values
                        (1, x'01a20320a2007af7abb9eef84311700a', 1796000000000, 'ann@example.com', 1, 'Hi', 'accepted', 1796000000500, '250'),
                        (2, x'01a20320a2007af7abb9eef84311700b', 1796000000000, 'bob@example.com', null, 'Hi', 'sending', null, null);
                    insert into events values
                        (1, 1796000001000 << 16, 1, 1, 1, 7, 1, null, null), (1, 1796000001000 << 16, 2, 1, 1, 7, 1, null, null),
                        (1, 1796009001000 << 16, 3, 1, 1, 7, 1, null, null), (2, 1796000002000 << 16, 4, 1, 1, 7, 1, null, null),
                        (0, 1796000003000 << 16, 5, 1, 1, 7, 2, null, null);""");
        }
        try (Store store = SqliteStore.open(old, home.resolve("native"), Duration.ofSeconds(1))) {
            RecountResult recount = store.recount();
            assertEquals(List.of(), recount.differences());
            assertEquals(5, recount.events());
            CampaignPage.Campaign spring = store.campaigns(new CampaignQuery(0, Long.MAX_VALUE / 2, null, 10))
                    .campaigns()
                    .get(0);
            assertEquals(new CampaignPage.Campaign("spring", 1, 1, 3, 1), spring);
        }
    }

    private static Event event(String agent) {
        return new Event(
                Uuid7.at(Instant.parse("2026-11-22T12:00:00Z"), new SecureRandom()),
                EventKind.ANONYMOUS_OPEN,
                null,
                0,
                Client.of(agent, Set.of()),
                Network.UNKNOWN);
    }

    @Test
    void aSchemaOfANewerVersionIsRefusedWithAnExplanation() throws Exception {
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("update schema_version set version = 999");
        }
        IllegalStateException refused = assertThrows(IllegalStateException.class, this::open);
        assertTrue(String.valueOf(refused.getMessage()).contains("newer version"), refused.getMessage());
    }

    private Connection connect() throws SQLException {
        return connect(file());
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    private Path file() {
        return home.resolve("telltale.db");
    }
}
