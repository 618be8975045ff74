package telltale.store.jdbc;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import telltale.model.DeliveryId;
import telltale.store.NodeLeases;

/** The leases of nodes that share a database. They expire by the database's clock, which is one for all nodes. */
final class SharedNodeLeases implements NodeLeases {
    private static final String NO_LEASE = "not exists (select 1 from leases l where l.node = d.node and l.until > %s)";
    private static final String UPSERT = "insert into leases (node, until) values (?, %s + ?)"
            + " on conflict (node) do update set until = excluded.until";

    private final Database database;
    private final OutboxRecovery recovery;
    private final UUID node;
    private final Dialect dialect;

    SharedNodeLeases(Database database, OutboxRecovery recovery, UUID node, Dialect dialect) {
        this.database = database;
        this.recovery = recovery;
        this.node = node;
        this.dialect = dialect;
    }

    @Override
    public void renew(Duration lease) {
        database.write("renewing the lease", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement(UPSERT.formatted(dialect.nowMillis()))) {
                database.setId(upsert, 1, node);
                upsert.setLong(2, lease.toMillis());
                return upsert.executeUpdate();
            }
        });
    }

    @Override
    public void release() {
        database.write("releasing the lease", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from leases where node = ?")) {
                database.setId(delete, 1, node);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public int recoverExpired(Instant now) {
        return recovery.recoverExpired(NO_LEASE.formatted(dialect.nowMillis()), now);
    }

    @Override
    public int recoverOwn(Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared) {
        return recovery.recoverOwn(node, now, inFlight, prepared);
    }
}
