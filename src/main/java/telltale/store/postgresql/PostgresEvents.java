package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.EventFeed;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.SpooledEvents;
import telltale.store.jdbc.AgentTable;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.EventWriter;
import telltale.store.jdbc.JdbcDeletionLog;
import telltale.store.jdbc.PersonErasure;
import telltale.store.jdbc.RowMapping;

/** The events in PostgreSQL: inserted in bulk, indexed by delivery, and deleted by weekly partitions. */
public final class PostgresEvents implements EventTable {
    private final Database database;
    private final PostgresEventStatements statements;
    private final EventWriter writer;
    private final PostgresEventHistory history;
    private final PostgresEventFeed feed;
    private final AgentTable agents;
    private final UUID node;
    /** Makes the writer and its cache belong to one transaction at a time. */
    private final ReentrantLock writing = new ReentrantLock(true);

    /**
     * @param shard the shard of the campaign counters that this node writes
     * @param node the id of this node, which is the id of its spool
     */
    public PostgresEvents(Database database, int shard, UUID node) {
        this.database = database;
        this.statements = new PostgresEventStatements(database);
        this.writer = new EventWriter(database, statements, shard);
        this.history = new PostgresEventHistory(database);
        this.feed = new PostgresEventFeed(database);
        this.agents = new PostgresAgents(database);
        this.node = node;
    }

    @Override
    public AppendResult append(List<Event> batch, Selection selection) {
        writing.lock();
        try {
            lookUp(batch);
            return database.write(
                    "storing events", connection -> insert(connection, selection.of(connection, batch)), writer::clear);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        return replay(
                spool, batch, through, read -> batch.subList(EventTable.stored(batch, through, read), batch.size()));
    }

    @Override
    public AppendResult replay(UUID spool, SpooledEvents events) {
        return replay(spool, events.events(), events.through(), events::after);
    }

    /** @param after returns the events after a position */
    private AppendResult replay(UUID spool, List<Event> batch, long through, LongFunction<List<Event>> after) {
        writing.lock();
        try {
            lookUp(batch);
            return database.write(
                    "storing events",
                    connection -> {
                        long read = readForUpdate(connection, spool);
                        return insert(connection, spool, after.apply(read), Math.max(read, through));
                    },
                    writer::clear);
        } finally {
            writing.unlock();
        }
    }

    /** Looks up the clients and deliveries of a batch before its transaction, so that it holds no lock meanwhile. */
    private void lookUp(List<Event> batch) {
        Set<DeliveryId> missing = writer.missing(batch);
        if (!missing.isEmpty()) {
            database.read("reading deliveries", connection -> writer.read(connection, missing));
        }
        statements.lookUpClients(
                batch, events -> database.read("reading choices", connection -> writer.storable(connection, events)));
    }

    /** Stores events that were in no spool, as a batch of this node's. */
    private AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        long through = readForUpdate(connection, node);
        return insert(connection, node, batch, through);
    }

    private AppendResult insert(Connection connection, UUID spool, List<Event> batch, long through)
            throws SQLException {
        PostgresPersonErasure.lockOut(connection);
        PostgresAgents.announce(connection, batch, database.clock().instant());
        return writer.insert(
                connection, batch, (same, rows) -> PostgresEventFeed.add(connection, spool, through, rows));
    }

    /**
     * Locks and reads the position reached in a spool. An earlier transaction whose response was lost may still commit; the
     * lock makes this one wait for it.
     */
    private static long readForUpdate(Connection connection, UUID spool) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select through from replays where spool = ? for update")) {
            select.setObject(1, spool);
            Long through = RowMapping.first(select);
            if (through != null) {
                return through;
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into replays values (?, 0) on conflict do nothing")) {
                insert.setObject(1, spool);
                insert.executeUpdate();
            }
            Long since = RowMapping.first(select);
            return since == null ? 0 : since;
        }
    }

    @Override
    public List<Event> newest(Connection connection, DeliveryId delivery, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select e.id, %s
                from events e join clients c on c.number = e.client
                where e.delivery = (select number from deliveries where id = ?) and e.id >= ?
                order by e.id desc limit ?""".formatted(EventTable.EVENT_COLUMNS))) {
            select.setObject(1, delivery.value());
            select.setObject(2, PostgresPartitions.bound(since(connection).orElse(Instant.EPOCH)));
            select.setInt(3, limit);
            return RowMapping.all(select, row -> EventTable.event(row.getObject(1, UUID.class), delivery, row, 2));
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
        return " and s.span @> d.number";
    }

    @Override
    public PurgeResult compactBefore(Instant cutoff) {
        return database.write(
                "compacting old events",
                connection -> noted(connection, DataKind.EVENTS, PostgresRetention.compact(connection, cutoff)));
    }

    @Override
    public PurgeResult deleteBefore(Instant cutoff) {
        return database.write("deleting old events", connection -> delete(connection, cutoff));
    }

    private PurgeResult delete(Connection connection, Instant cutoff) throws SQLException {
        PurgeResult events = noted(connection, DataKind.EVENTS, PostgresRetention.delete(connection, cutoff));
        if (!events.done()) {
            return events;
        }
        PurgeResult details = PostgresSummaries.deleteDetails(connection, cutoff);
        return new PurgeResult(
                0, noted(connection, DataKind.EVENT_SUMMARIES, details).done());
    }

    private PurgeResult noted(Connection connection, DataKind kind, PurgeResult purged) throws SQLException {
        JdbcDeletionLog.add(connection, database, kind, purged.deleted());
        return purged;
    }

    @Override
    public void holdRetention(Connection connection) throws SQLException {
        PostgresPersonErasure.holdRetention(connection);
    }

    @Override
    public void holdStoring(Connection connection) throws SQLException {
        PostgresPersonErasure.holdStoring(connection);
    }

    @Override
    public List<PersonErasure.ErasedEvent> erase(Connection connection, long person) throws SQLException {
        return PostgresPersonErasure.erase(connection, person);
    }

    @Override
    public RecountResult recount(Connection connection) throws SQLException {
        return PostgresRecount.run(connection);
    }
}
