package telltale.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import telltale.model.DeliveryId;
import telltale.store.NodeLeases;

/** The leases of nodes that share a database. They expire by the database's clock, which is one for all nodes. */
final class SharedNodeLeases implements NodeLeases {
    private static final String NO_LEASE = "not exists (select 1 from leases l where l.node = d.node and l.until > %s)";
    private static final Sql DELETE = Sql.of("delete from leases where node = :node");

    private final Database database;
    private final OutboxRecovery recovery;
    private final UUID node;
    private final Sql upsert;
    private final String noLease;

    SharedNodeLeases(Database database, OutboxRecovery recovery, UUID node, Dialect dialect) {
        this.database = database;
        this.recovery = recovery;
        this.node = node;
        this.upsert = Sql.of("insert into leases (node, until, shards) values (:node, " + dialect.nowMillis()
                + " + :millis, cast(:shards as integer[]))"
                + " on conflict (node) do update set until = excluded.until, shards = excluded.shards");
        this.noLease = NO_LEASE.formatted(dialect.nowMillis());
    }

    @Override
    public void renew(Duration lease, List<Integer> shards) {
        database.write(
                "renewing the lease",
                connection -> upsert.on(connection, database)
                        .bind("node", node)
                        .bind("millis", lease.toMillis())
                        .bind("shards", array(shards))
                        .update());
    }

    /** An array in the syntax of PostgreSQL. */
    private static String array(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public void release() {
        database.write(
                "releasing the lease",
                connection -> DELETE.on(connection, database).bind("node", node).update());
    }

    @Override
    public int recoverExpired(Instant now) {
        return recovery.recoverExpired(noLease, now);
    }

    @Override
    public int recoverOwn(Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared) {
        return recovery.recoverOwn(node, now, inFlight, prepared);
    }
}
