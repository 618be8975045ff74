package telltale.store.postgresql;

import java.time.Duration;
import java.util.UUID;
import telltale.postgres.PostgresServer;
import telltale.store.CampaignHoldsContract;
import telltale.store.Store;

class PostgresCampaignHoldsTest extends CampaignHoldsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStore.open(
                PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(20)),
                new UUID(1, 1),
                (store, secrets) -> {});
    }
}
