package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import telltale.model.CampaignKey;
import telltale.postgres.PostgresServer;
import telltale.store.Pools.ClickedLink;
import telltale.store.Pools.Seen;
import telltale.store.PoolsContract;
import telltale.store.Store;

class PostgresPoolsTest extends PoolsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)));
    }

    @Override
    protected long number(String sql) {
        return PostgresStores.number(url, sql);
    }

    @Test
    void severalNodesStoreTheSamePoolsAndLinksAtOnce() throws Exception {
        enqueue(pooled(FIVE), 0, 100);
        List<Seen> seen = LongStream.rangeClosed(1, 20)
                .mapToObj(pool -> new Seen(pool, 0))
                .toList();
        Map<ClickedLink, Long> clicks = Map.of(
                new ClickedLink(CampaignKey.of("spring"), 1), 1L, new ClickedLink(CampaignKey.of("spring"), 2), 1L);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try (Store there = open()) {
            assertEquals(store.pools().counts("spring"), there.pools().counts("spring"));
            List<Future<?>> all = IntStream.range(0, 40)
                    .<Future<?>>mapToObj(i -> nodes.submit(
                            () -> (i % 2 == 0 ? store : there).pools().record(seen, clicks)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertEquals(Map.of(1, 40L, 2, 40L), store.pools().counts("spring").clicks());
        assertEquals(20, store.pools().counts("spring").groups().get(0).seen());
    }
}
