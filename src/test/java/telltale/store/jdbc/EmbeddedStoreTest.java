package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.Store;
import telltale.store.StoreContract;
import telltale.store.StoreUnavailable;

class EmbeddedStoreTest extends StoreContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return JdbcStore.embedded(file(), home.resolve("native"), Duration.ofMillis(100));
    }

    @Test
    void aClosedStoreIsOneWholeFile() throws Exception {
        try (Store store = open()) {
            assertEquals("wal", store.health().details().get("journalMode"));
        }
        closeStore();
        assertTrue(Files.notExists(home.resolve("telltale.db-wal")));
    }

    @Test
    void theDatabaseAndWhatLiesBesideItAreForItsOwnerAlone() throws Exception {
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
    void aLockedDatabaseIsSaidToBeAwayAndWorksAgainAfterwards() throws Exception {
        try (Store store = open();
                Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThrows(StoreUnavailable.class, () -> store.append(List.of()).stored());
            statement.execute("rollback");
            assertEquals(0, store.append(List.of()).stored());
        }
    }

    @Test
    void aSchemaOfANewerTelltaleIsRefusedWithASentence() throws Exception {
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("update schema_version set version = 999");
        }
        IllegalStateException refused = assertThrows(IllegalStateException.class, this::open);
        assertTrue(String.valueOf(refused.getMessage()).contains("newer Telltale"), refused.getMessage());
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
