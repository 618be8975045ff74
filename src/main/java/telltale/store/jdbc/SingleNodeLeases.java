package telltale.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import telltale.model.DeliveryId;
import telltale.store.NodeLeases;

/** The leases of a database that only one node uses: there are none, and only that node's deliveries are recovered. */
final class SingleNodeLeases implements NodeLeases {
    private final OutboxRecovery recovery;
    private final UUID node;

    SingleNodeLeases(OutboxRecovery recovery, UUID node) {
        this.recovery = recovery;
        this.node = node;
    }

    @Override
    public void renew(Duration lease, List<Integer> shards) {}

    @Override
    public void release() {}

    @Override
    public int recoverExpired(Instant now) {
        return 0;
    }

    @Override
    public int recoverOwn(Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared) {
        return recovery.recoverOwn(node, now, inFlight, prepared);
    }
}
