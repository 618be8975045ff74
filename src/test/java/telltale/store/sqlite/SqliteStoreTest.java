package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.EventsRejectedException;
import telltale.store.PurgeResult;
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
    void oldEventsWhoseDeletionWasRolledBackAreDeletedByTheNextStep() throws Exception {
        Instant cutoff = Instant.parse("2026-11-23T00:00:00Z");
        try (Store store = open();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            assertEquals(2, store.append(List.of(event("one"), event("two"))).stored());
            statement.execute("create table parents (id integer primary key)");
            statement.execute(
                    "create table children (id integer references parents (id) deferrable initially deferred)");
            statement.execute(
                    "create trigger orphan after delete on events begin insert into children values (1); end");
            assertThrows(StoreUnavailableException.class, () -> store.deleteEventsBefore(cutoff));
            statement.execute("drop trigger orphan");
            assertEquals(new PurgeResult(2, false), store.deleteEventsBefore(cutoff));
            assertEquals(new PurgeResult(0, true), store.deleteEventsBefore(cutoff));
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

    private Connection connect() throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file());
        return source.getConnection();
    }

    private Path file() {
        return home.resolve("telltale.db");
    }
}
