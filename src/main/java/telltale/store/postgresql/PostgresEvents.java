package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventTable;
import telltale.store.jdbc.PersonErasure;
import telltale.store.jdbc.RowMapping;

/** Events in PostgreSQL: brought in bulk, found by their delivery, and gone by the week. */
public final class PostgresEvents implements EventTable {
    private final Database database;
    private final PostgresEventWriter writer;
    /** What the writer remembers belongs to one transaction at a time. */
    private final ReentrantLock writing = new ReentrantLock(true);

    /**
     * @param shard which rows of the campaign counters are this node's
     */
    public PostgresEvents(Database database, int shard) {
        this.database = database;
        this.writer = new PostgresEventWriter(database, shard);
    }

    @Override
    public AppendResult append(List<Event> batch) {
        writing.lock();
        try {
            writer.lookUp(batch);
            return database.write("storing events", connection -> writer.insert(connection, batch), writer::forget);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public AppendResult replay(UUID spool, List<Event> batch, long through) {
        writing.lock();
        try {
            writer.lookUp(batch);
            return database.write(
                    "storing events", connection -> replay(connection, spool, batch, through), writer::forget);
        } finally {
            writing.unlock();
        }
    }

    private AppendResult replay(Connection connection, UUID spool, List<Event> batch, long through)
            throws SQLException {
        long read = readForUpdate(connection, spool);
        int known = EventTable.known(batch, through, read);
        AppendResult appended = writer.insert(connection, batch.subList(known, batch.size()));
        if (through > read) {
            try (PreparedStatement update =
                    connection.prepareStatement("update replays set through = ? where spool = ?")) {
                update.setLong(1, through);
                update.setObject(2, spool);
                update.executeUpdate();
            }
        }
        return appended;
    }

    /**
     * How far a spool was read. A transaction of ours that we lost sight of may still be about to commit: the lock makes
     * this one wait until that is decided.
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
                select e.id, e.kind, coalesce(e.link, 0), c.agent, c.flags, e.network, e.prefix
                from events e join clients c on c.number = e.client
                where e.delivery = (select number from deliveries where id = ?) and e.id >= ?
                order by e.id desc limit ?""")) {
            select.setObject(1, delivery.value());
            select.setObject(2, PostgresPartitions.bound(since(connection).orElse(Instant.EPOCH)));
            select.setInt(3, limit);
            return RowMapping.all(select, row -> EventTable.event(row.getObject(1, UUID.class), delivery, row, 2));
        }
    }

    @Override
    public PurgeResult deleteBefore(Instant cutoff) {
        return database.write("deleting old events", connection -> PostgresRetention.step(connection, cutoff));
    }

    @Override
    public void beginErasing(Connection connection) throws SQLException {
        PostgresPersonErasure.begin(connection);
    }

    @Override
    public List<PersonErasure.Gone> erase(Connection connection, long person) throws SQLException {
        return PostgresPersonErasure.erase(connection, person);
    }

    @Override
    public RecountResult recount(Connection connection) throws SQLException {
        return PostgresRecount.run(connection);
    }
}
