package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Uuid7;
import telltale.store.AppendResult;
import telltale.store.EventFeed;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.jdbc.AgentTable;
import telltale.store.jdbc.CounterRecount;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.EventWriter;
import telltale.store.jdbc.JdbcDeletionLog;
import telltale.store.jdbc.PersonErasure;
import telltale.store.jdbc.RowMapping;

/** The events in the embedded database, in the order of arrival. Each refers to the previous one of its delivery and kind. */
public final class SqliteEvents implements EventTable {
    /** The shard of all counters, since one process writes them. */
    private static final int SHARD = 0;

    private final Database database;
    private final EventWriter writer;
    private final SqliteRetention compaction = new SqliteRetention(true);
    private final SqliteRetention deletion = new SqliteRetention(false);
    private final SqliteEventHistory history;
    private final EventFeed feed;
    private final AgentTable agents;

    public SqliteEvents(Database database) {
        this.database = database;
        this.writer = new EventWriter(database, new SqliteEventStatements(database.clock()), SHARD);
        this.history = new SqliteEventHistory(database);
        this.feed = new SqliteEventFeed(database);
        this.agents = new SqliteAgents(database);
    }

    @Override
    public AppendResult append(List<Event> batch, Selection selection) {
        return database.write(
                "storing events",
                connection -> writer.insert(connection, selection.of(connection, batch)),
                writer::clear);
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        return database.write(
                "storing events",
                connection -> {
                    long read = EventTable.replayedThrough(database, connection, spool);
                    int stored = EventTable.stored(batch, through, read);
                    AppendResult appended = writer.insert(connection, batch.subList(stored, batch.size()));
                    if (through > read) {
                        storePosition(connection, spool, through);
                    }
                    return appended;
                },
                writer::clear);
    }

    private static void storePosition(Connection connection, UUID spool, long through) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into replays values (?, ?) on conflict do update set through = excluded.through")) {
            upsert.setBytes(1, Uuid7.bytes(spool));
            upsert.setLong(2, through);
            upsert.executeUpdate();
        }
    }

    @Override
    public List<Event> newest(Connection connection, DeliveryId delivery, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                with recursive chain (number, delivery, kind, length) as (
                    select c.last_event, c.delivery, c.kind, 1 from delivery_counters c
                    where c.delivery = (select number from deliveries where id = ?1)
                    union all
                    select e.previous, chain.delivery, chain.kind, chain.length + 1
                    from chain join events e on e.number = chain.number
                    where chain.length < ?2)
                select e.id_high, e.id_low, %s
                from chain join events e on e.number = chain.number join clients c on c.number = e.client
                order by e.id_high desc, e.id_low desc limit ?2""".formatted(EventTable.EVENT_COLUMNS))) {
            select.setBytes(1, Uuid7.bytes(delivery.value()));
            select.setInt(2, limit);
            return RowMapping.all(
                    select, row -> EventTable.event(new UUID(row.getLong(1), row.getLong(2)), delivery, row, 3));
        }
    }

    @Override
    public EventPage scan(Connection connection, EventQuery query) throws SQLException {
        return history.page(connection, query);
    }

    @Override
    public EventFeed feed() {
        return feed;
    }

    @Override
    public AgentTable agents() {
        return agents;
    }

    @Override
    public String summariesOfDelivery() {
        return "";
    }

    @Override
    public PurgeResult compactBefore(Instant cutoff) {
        return database.write(
                "compacting old events",
                connection -> noted(connection, DataKind.EVENTS, compaction.step(connection, cutoff)),
                compaction::restart);
    }

    @Override
    public PurgeResult deleteBefore(Instant cutoff) {
        return database.write("deleting old events", connection -> delete(connection, cutoff), deletion::restart);
    }

    private PurgeResult delete(Connection connection, Instant cutoff) throws SQLException {
        PurgeResult events = noted(connection, DataKind.EVENTS, deletion.step(connection, cutoff));
        if (!events.done()) {
            return events;
        }
        PurgeResult summaries = SqliteRetention.deleteSummaries(connection, cutoff);
        return new PurgeResult(
                0, noted(connection, DataKind.EVENT_SUMMARIES, summaries).done());
    }

    private PurgeResult noted(Connection connection, DataKind kind, PurgeResult purged) throws SQLException {
        JdbcDeletionLog.add(connection, database, kind, purged.deleted());
        return purged;
    }

    @Override
    public void overwriteDeleted(Connection connection, boolean isOn) throws SQLException {
        SqliteDatabase.execute(connection, "pragma secure_delete = " + (isOn ? "on" : "fast"));
    }

    @Override
    public List<PersonErasure.ErasedEvent> erase(Connection connection, long person) throws SQLException {
        return SqlitePersonErasure.erase(connection, person);
    }

    @Override
    public RecountResult recount(Connection connection) throws SQLException {
        return CounterRecount.run(
                connection,
                List.of(
                        CounterRecount.DELIVERIES,
                        CounterRecount.SUMMARIES,
                        CounterRecount.CHAINS,
                        CounterRecount.CAMPAIGNS));
    }
}
