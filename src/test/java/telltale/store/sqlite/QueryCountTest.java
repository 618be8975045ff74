package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuery;
import telltale.store.Store;
import telltale.store.jdbc.JdbcStore;

/** The number of queries does not depend on the number of campaigns on a page. */
class QueryCountTest {
    private static final long END = Long.MAX_VALUE / 2;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path home;

    private final Random random = new Random(7);
    private CountingDatabase database;
    private Store store;

    @BeforeEach
    void open() {
        SqliteDatabase sqlite =
                new SqliteDatabase(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(1));
        SqliteStore.MIGRATIONS.run(sqlite);
        database = new CountingDatabase(sqlite);
        store = new JdbcStore(
                database,
                new SqliteEvents(sqlite),
                0,
                SqliteStore.DIALECT,
                new UUID(0, 0),
                address -> Optional.empty());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPageOfCampaignsTakesAsManyQueriesForOneAsForTwoHundred() {
        for (int i = 0; i < 200; i++) {
            store.insert(new Delivery(
                    new DeliveryId(Uuid7.at(NOON, random)),
                    EmailAddress.parse("ann@example.com"),
                    "campaign " + i,
                    "Hi",
                    DeliveryState.SENDING,
                    null,
                    null));
        }
        assertEquals(4, database.statementsOf(() -> readPage(1)));
        assertEquals(4, database.statementsOf(() -> readPage(200)));
        assertEquals(1, database.statementsOf(() -> store.campaignNames(null, 200)));
    }

    private void readPage(int campaigns) {
        List<CampaignPage.Campaign> page =
                store.campaigns(new CampaignQuery(0, END, null, campaigns)).campaigns();
        assertEquals(campaigns, page.size());
        List<String> names = page.stream().map(CampaignPage.Campaign::name).toList();
        assertEquals(campaigns, store.judgements().bucketCounts(names, 0, END).size());
    }
}
