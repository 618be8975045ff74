package telltale.store.sharded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import telltale.model.DeliveryId;
import telltale.store.NodeLeases;
import telltale.store.StoreUnavailableException;

/**
 * The leases of this node in several databases. In one that is unavailable the lease ends, and another node that reaches it recovers
 * what this node was sending. This node sends none of that any more, and stores nothing there as being sent by it until its lease is
 * renewed and what it was sending is recovered.
 */
final class ShardedLeases implements NodeLeases {
    private final ShardSet shards;
    private final Clock clock;
    /** When the lease in each database ends, at the earliest. */
    private final Map<Integer, Instant> ends = new ConcurrentHashMap<>();

    private final Set<Integer> unrenewed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lapses = new AtomicInteger();

    ShardedLeases(ShardSet shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Work {
        int in(NodeLeases leases, int number);
    }

    @Override
    public void renew(Duration lease, List<Integer> known) {
        each((leases, number) -> {
            unrenewed.add(number);
            Instant now = clock.instant();
            leases.renew(lease, shards.numbers());
            unrenewed.remove(number);
            Instant end = ends.put(number, now.plus(lease));
            if (end != null && now.isAfter(end)) {
                lapses.incrementAndGet();
            }
            return 0;
        });
    }

    @Override
    public void release() {
        each((leases, number) -> {
            leases.release();
            return 0;
        });
    }

    @Override
    public int lapses() {
        return lapses.get();
    }

    @Override
    public boolean isHeld(DeliveryId delivery) {
        int number = shards.of(delivery.value());
        if (!shards.isReachable(number)) {
            shards.doubt(number);
            return false;
        }
        Instant end = ends.get(number);
        return end == null || !clock.instant().isAfter(end);
    }

    @Override
    public int recoverExpired(Instant now) {
        return each((leases, number) -> leases.recoverExpired(now));
    }

    @Override
    public int recoverOwn(Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared) {
        return each((leases, number) -> {
            int recovered = leases.recoverOwn(now, inFlight, prepared);
            if (!unrenewed.contains(number)) {
                shards.settle(number);
            }
            return recovered;
        });
    }

    /** Uses each database and returns the sum; one that is unavailable is doubted from then on. */
    private int each(Work work) {
        int sum = 0;
        int failures = 0;
        for (int number : shards.numbers()) {
            try {
                sum += shards.ask(number, store -> work.in(store.nodeLeases(), number));
            } catch (StoreUnavailableException away) {
                shards.doubt(number);
                failures++;
                if (failures == shards.numbers().size()) {
                    throw away;
                }
            }
        }
        return sum;
    }
}
