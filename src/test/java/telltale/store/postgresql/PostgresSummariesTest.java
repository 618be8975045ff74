package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.Store;
import telltale.store.SummariesContract;
import telltale.store.jdbc.RowMapping;
import telltale.store.postgresql.PostgresPartitions.Week;

class PostgresSummariesTest extends SummariesContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() throws SQLException {
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale");
            connection.setAutoCommit(false);
            PostgresPartitions.create(connection, Week.of(NOON), Week.of(NOON));
            connection.commit();
        }
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), PostgresSummariesTest::key, (store, secrets) -> {});
    }

    @Override
    protected long summaries() throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                PreparedStatement select = connection.prepareStatement(
                        "select count(*) from telltale.summaries where first_at is not null")) {
            return Objects.requireNonNull(RowMapping.first(select));
        }
    }
}
