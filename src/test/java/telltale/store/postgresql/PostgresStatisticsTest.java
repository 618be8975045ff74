package telltale.store.postgresql;

import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.StatisticsContract;
import telltale.store.Store;

class PostgresStatisticsTest extends StatisticsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), StatisticsContract::key, (store, secrets) -> {});
    }

    @Override
    protected void execute(String sql) throws Exception {
        execute(url, sql);
    }

    /** Runs statements behind the back of a store. */
    static void execute(String url, String sql) throws Exception {
        try (Connection connection = PostgresServer.connect(url)) {
            PostgresDatabase.execute(connection, "set search_path to telltale; " + sql);
        }
    }
}
