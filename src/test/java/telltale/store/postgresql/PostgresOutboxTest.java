package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.postgres.PostgresServer;
import telltale.store.ClaimedDelivery;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.OutboxContract;
import telltale.store.Store;

class PostgresOutboxTest extends OutboxContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return open(new UUID(1, 1));
    }

    private Store open(UUID node) {
        return PostgresStores.open(url, node);
    }

    @Test
    void twoNodesShareTheQueueAndClaimNoDeliveryTwice() throws Exception {
        List<NewDelivery> many = IntStream.range(0, 300)
                .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                .toList();
        outbox.enqueue(message(null), 0, many);
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        try (Store other = open(new UUID(2, 2))) {
            Future<Set<DeliveryId>> one = nodes.submit(claimingAll(outbox));
            Future<Set<DeliveryId>> two = nodes.submit(claimingAll(other.outbox()));
            Set<DeliveryId> all = new HashSet<>(one.get());
            all.addAll(two.get());
            assertEquals(300, one.get().size() + two.get().size());
            assertEquals(300, all.size());
        } finally {
            nodes.shutdown();
        }
        assertNoDifference();
    }

    private static Callable<Set<DeliveryId>> claimingAll(Outbox outbox) {
        return () -> {
            Set<DeliveryId> mine = new HashSet<>();
            for (List<ClaimedDelivery> some = outbox.claim(NOON, 7); !some.isEmpty(); some = outbox.claim(NOON, 7)) {
                some.forEach(mail -> assertTrue(mine.add(mail.id())));
            }
            return mine;
        };
    }

    @Test
    void onlyDeliveriesOfANodeWithoutALeaseAreRecovered() {
        outbox.enqueue(message(null), 0, List.of(delivery("a@example.com", NOON)));
        try (Store other = open(new UUID(2, 2))) {
            leases.renew(Duration.ofMinutes(1));
            ClaimedDelivery mine = outbox.claim(NOON, 1).get(0);
            assertEquals(0, other.nodeLeases().recoverExpired(NOON));
            assertEquals(0, other.nodeLeases().recoverOwn(NOON, id -> false));

            leases.renew(Duration.ofMillis(-1));
            assertEquals(1, other.nodeLeases().recoverExpired(NOON));
            ClaimedDelivery theirs = other.outbox().claim(NOON, 1).get(0);
            assertEquals(mine.id(), theirs.id());

            assertEquals(
                    List.of(mine.id()), outbox.recordResults(List.of(attempt(mine, DeliveryState.ACCEPTED, null))));
            assertEquals(
                    List.of(), other.outbox().recordResults(List.of(attempt(theirs, DeliveryState.ACCEPTED, null))));
        }
        assertNoDifference();
    }
}
