package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.AgentReductionContract;
import telltale.store.Store;
import telltale.store.jdbc.RowMapping;

class PostgresAgentReductionTest extends AgentReductionContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), (store, secrets) -> {});
    }

    @Override
    protected List<String> describedAgents() throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                PreparedStatement select = connection.prepareStatement(
                        "select agent from telltale.clients where verdict = '' order by agent")) {
            return RowMapping.all(select, row -> row.getString(1));
        }
    }
}
