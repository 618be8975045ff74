package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import telltale.launcher.FreePort;
import telltale.postgres.PostgresServer;

/** A copy that cannot be read, or is none, is not used. With a real copy see {@code CopyFullIT}. */
class PostgresCopyTest {
    private final AtomicLong nanos = new AtomicLong();
    private final PostgresDatabase primary = database(PostgresServer.shared().newDatabase());

    @AfterEach
    void close() {
        primary.close();
    }

    @Test
    void aDatabaseThatIsNoCopyIsNotUsed() {
        try (PostgresDatabase other = database(PostgresServer.shared().newDatabase())) {
            assertNotUsed(new PostgresCopy(primary, other, nanos::get));
        }
    }

    @Test
    void aCopyThatCannotBeReachedIsNotUsed() {
        try (PostgresDatabase none = database("jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/none")) {
            assertNotUsed(new PostgresCopy(primary, none, nanos::get));
        }
    }

    private static void assertNotUsed(PostgresCopy copy) {
        assertEquals(Duration.ofSeconds(1), copy.step());
        assertFalse(copy.state().isUsed());
        assertEquals(Optional.empty(), copy.state().age());
        boolean isRead = copy.read("reading", connection -> connection.isValid(1));
        assertTrue(isRead, "the database is read");
    }

    private static PostgresDatabase database(String url) {
        return new PostgresDatabase(PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(2)));
    }
}
