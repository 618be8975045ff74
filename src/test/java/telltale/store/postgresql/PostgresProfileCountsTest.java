package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.ProfileCountsContract;
import telltale.store.Store;

class PostgresProfileCountsTest extends ProfileCountsContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    protected Store open() {
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20));
        return PostgresStore.open(connections, UUID.randomUUID(), ProfileCountsContract::key, (store, secrets) -> {});
    }

    @Override
    protected void execute(String sql) throws Exception {
        PostgresStatisticsTest.execute(url, sql);
    }

    @Override
    protected Class<?> scripts() {
        return PostgresStore.class;
    }
}
