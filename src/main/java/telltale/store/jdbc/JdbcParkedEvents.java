package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.store.ParkedEvents;
import telltale.store.SpooledEvents;

/** The events that wait for other databases, in a relational database that several nodes share. */
final class JdbcParkedEvents implements ParkedEvents {
    private static final Sql PARK = Sql.of("""
            insert into parked_events (position, id, delivery, flags, prefix, spool, shard, link, kind, network, profile, agent)
            values (:position, :id, :delivery, :flags, :prefix, :spool, :shard, :link, :kind, :network, :profile, :agent)
            on conflict do nothing""");
    private static final Sql FIRST =
            Sql.of("select spool from parked_events where shard = :shard and not rejected limit 1");
    private static final Sql OLDEST = Sql.of("""
            select position, id, delivery, flags, prefix, link, kind, network, profile, agent from parked_events
            where shard = :shard and spool = :spool and not rejected order by position limit :limit""");
    private static final Sql RELEASE = Sql.of("""
            delete from parked_events
            where shard = :shard and spool = :spool and position <= :through and not rejected""");
    private static final Sql REJECT = Sql.of(
            "update parked_events set rejected = true where shard = :shard and spool = :spool and position = :number");
    private static final Sql COUNTS =
            Sql.of("select shard, count(*) as waiting from parked_events where not rejected group by shard");
    private static final Sql REJECTED = Sql.of("select count(*) as rejected from parked_events where rejected");

    private final Database database;

    JdbcParkedEvents(Database database) {
        this.database = database;
    }

    @Override
    public void park(int shard, UUID spool, SpooledEvents events) {
        database.write("parking events", connection -> {
            PARK.batch(
                    connection,
                    database,
                    IntStream.range(0, events.events().size()).boxed().toList(),
                    (insert, at) -> EventColumns.bind(insert, events.events().get(at))
                            .bind("profile", events.events().get(at).profile())
                            .bind("position", events.numbers().get(at))
                            .bind("spool", spool)
                            .bind("shard", shard));
            return events;
        });
    }

    @Override
    public Optional<Parked> oldest(int shard, @Nullable UUID spool, int limit) {
        return database.read("reading parked events", connection -> {
            Optional<UUID> of = spool == null ? first(connection, shard) : Optional.of(spool);
            return of.isEmpty() ? Optional.empty() : oldest(connection, shard, of.get(), limit);
        });
    }

    private Optional<UUID> first(Connection connection, int shard) throws SQLException {
        return FIRST.on(connection, database).bind("shard", shard).first(row -> row.id("spool"));
    }

    private Optional<Parked> oldest(Connection connection, int shard, UUID spool, int limit) throws SQLException {
        List<Long> positions = new ArrayList<>();
        List<Event> events = OLDEST.on(connection, database)
                .bind("shard", shard)
                .bind("spool", spool)
                .bind("limit", limit)
                .all(row -> {
                    positions.add(row.number("position"));
                    return EventColumns.read(
                            row, new DeliveryId(row.id("delivery")), PrivacyProfile.ofNumber(row.integer("profile")));
                });
        return events.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Parked(spool, new SpooledEvents(events, positions, positions.get(positions.size() - 1))));
    }

    @Override
    public void release(int shard, UUID spool, long through) {
        database.write(
                "releasing parked events",
                connection -> RELEASE.on(connection, database)
                        .bind("shard", shard)
                        .bind("spool", spool)
                        .bind("through", through)
                        .update());
    }

    @Override
    public void reject(int shard, UUID spool, long number) {
        database.write(
                "rejecting an event",
                connection -> REJECT.on(connection, database)
                        .bind("shard", shard)
                        .bind("spool", spool)
                        .bind("number", number)
                        .update());
    }

    @Override
    public long rejected() {
        return database.read(
                "counting rejected events",
                connection -> REJECTED.on(connection, database)
                        .first(row -> row.number("rejected"))
                        .orElse(0L));
    }

    @Override
    public Map<Integer, Long> counts() {
        return database.read("counting parked events", connection -> waitingByShard(COUNTS.on(connection, database)));
    }

    /** The values of a column {@code waiting} by the number of the database that they wait for. */
    static Map<Integer, Long> waitingByShard(Sql.Query counts) throws SQLException {
        Map<Integer, Long> waiting = new TreeMap<>();
        counts.each(row -> waiting.put(row.integer("shard"), row.number("waiting")));
        return waiting;
    }
}
