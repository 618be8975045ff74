package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import telltale.postgres.PostgresServer;
import telltale.store.PaceContract;
import telltale.store.Store;

class PostgresPaceTest extends PaceContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return open(new UUID(1, 1));
    }

    private Store open(UUID node) {
        return PostgresStores.open(url, node);
    }

    @Test
    void twoNodesTogetherKeepToTheRateOfAProviderAndToTheQuotaOfASender() throws Exception {
        store.paces().change(SLOW, before -> Optional.of(pace(36_000)));
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try (Store other = open(new UUID(2, 2))) {
            Future<Integer> one = nodes.submit(taking(store));
            Future<Integer> two = nodes.submit(taking(other));
            // Ten at once, and ten in each of the nine seconds after it.
            assertEquals(100, one.get() + two.get());
            Future<Integer> first = nodes.submit(reserving(store));
            Future<Integer> second = nodes.submit(reserving(other));
            assertEquals(333, first.get() + second.get());
        } finally {
            nodes.shutdown();
        }
    }

    private static Callable<Integer> taking(Store node) {
        return () -> {
            int taken = 0;
            for (int second = 0; second < 10; second++) {
                Instant now = NOON.plusSeconds(second);
                for (int some = 1; some > 0; taken += some) {
                    some = node.paces().take(SLOW, 3, now);
                }
            }
            return taken;
        };
    }

    private static Callable<Integer> reserving(Store node) {
        return () -> {
            int reserved = 0;
            for (int i = 0; i < 100; i++) {
                reserved += node.sendingQuota().reserveOfSender("news.example.com", 7, 333, NOON);
            }
            return reserved;
        };
    }
}
