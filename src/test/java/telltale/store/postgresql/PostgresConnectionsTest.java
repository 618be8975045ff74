package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Test
    void anErrorDoesNotQuoteARow() throws SQLException {
        PostgresConnections pool = pool();
        try (Connection connection = pool.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create temporary table people (address text primary key)");
            String insert = "insert into people values ('ann@example.com')";
            statement.execute(insert);
            SQLException refused = assertThrows(SQLException.class, () -> statement.execute(insert));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("people_pkey") && !message.contains("ann@"), message);
        } finally {
            pool.close().run();
        }
    }

    private PostgresConnections pool() {
        return PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(1));
    }
}
