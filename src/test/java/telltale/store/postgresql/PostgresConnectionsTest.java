package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import telltale.postgres.PostgresServer;

class PostgresConnectionsTest {
    private final String url = PostgresServer.shared().newDatabase();

    @Test
    void closingAPoolTwiceTakesTheDriverFromNoOtherPool() throws SQLException {
        PostgresConnections other = pool();
        PostgresConnections closedTwice = pool();
        closedTwice.close().run();
        closedTwice.close().run();
        try (Connection connection = other.source().getConnection()) {
            assertTrue(connection.isValid(1));
        } finally {
            other.close().run();
        }
    }

    private PostgresConnections pool() {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(1));
    }
}
