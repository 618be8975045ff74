package telltale.store.jdbc;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Numbered;
import telltale.model.Uuid7;
import telltale.store.Spool;
import telltale.store.StoreUnavailable;

/** A spool in an embedded database of its own, which may lie on another disk than the store's. */
public final class SpoolFile implements Spool {
    private static final Migrations MIGRATIONS = new Migrations("spool", List.of("001-spool.sql"));

    private final Database database;
    private final UUID id;
    private long waiting;
    private long quarantined;

    private SpoolFile(Database database) {
        this.database = database;
        MIGRATIONS.run(database);
        this.id = database.write("naming the spool", SpoolFile::name);
        this.waiting = count("waiting");
        this.quarantined = count("quarantine");
    }

    /**
     * Opens a spool, making it where it is missing.
     *
     * @param file where it is
     * @param scratch a folder of its own for native code, emptied
     * @throws StoreUnavailable if this disk does not work
     */
    public static SpoolFile open(Path file, Path scratch, Duration patience) {
        Database database = new EmbeddedDatabase(file, scratch, patience);
        try {
            return new SpoolFile(database);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public void add(List<Event> events) {
        int added = database.write("spooling events", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into waiting (id, kind, delivery, agent, flags, network, prefix)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                int rows = 0;
                for (Event event : events) {
                    bind(insert, event);
                    rows += insert.executeUpdate();
                }
                return rows;
            }
        });
        change(added);
    }

    @Override
    public Batch oldest(int limit) {
        return database.read("reading the spool", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select number, id, kind, delivery, agent, flags, network, prefix
                    from waiting order by number limit ?""")) {
                select.setInt(1, limit);
                List<Event> events = new ArrayList<>();
                long last = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong(1);
                        events.add(event(row));
                    }
                }
                return new Batch(events, last);
            }
        });
    }

    @Override
    public int removeThrough(long last) {
        int removed = database.write("emptying the spool", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from waiting where number <= ?")) {
                delete.setLong(1, last);
                return delete.executeUpdate();
            }
        });
        change(-removed);
        return removed;
    }

    @Override
    public int remove(List<Event> events) {
        int removed = database.write("taking events out of the spool", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from waiting where id = ?")) {
                int rows = 0;
                for (Event event : events) {
                    delete.setBytes(1, Uuid7.bytes(event.id()));
                    rows += delete.executeUpdate();
                }
                return rows;
            }
        });
        change(-removed);
        return removed;
    }

    @Override
    public synchronized long waiting() {
        return waiting;
    }

    @Override
    public void quarantine(Event event, String reason) {
        database.write("putting an event aside", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into quarantine (id, kind, delivery, agent, flags, network, prefix, reason)
                    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                bind(insert, event);
                insert.setString(8, reason);
                return insert.executeUpdate();
            }
        });
        synchronized (this) {
            quarantined++;
        }
    }

    @Override
    public synchronized long quarantined() {
        return quarantined;
    }

    @Override
    public void close() {
        database.close();
    }

    private synchronized void change(int by) {
        waiting += by;
    }

    private long count(String table) {
        return database.read("counting the spool", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select count(*) from " + table)) {
                Long count = Rows.first(select);
                return count == null ? 0 : count;
            }
        });
    }

    private static UUID name(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into spool (id) select ? where not exists (select 1 from spool)")) {
            insert.setBytes(1, Uuid7.bytes(randomName()));
            insert.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("select id from spool");
                ResultSet row = select.executeQuery()) {
            row.next();
            return Uuid7.fromBytes(row.getBytes(1));
        }
    }

    private static UUID randomName() {
        SecureRandom random = new SecureRandom();
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static void bind(PreparedStatement insert, Event event) throws SQLException {
        DeliveryId delivery = event.delivery();
        insert.setBytes(1, Uuid7.bytes(event.id()));
        insert.setInt(2, event.kind().number());
        insert.setBytes(3, delivery == null ? null : Uuid7.bytes(delivery.value()));
        insert.setString(4, event.client().agent());
        insert.setInt(5, event.client().flagBits());
        insert.setInt(6, event.network().kind().number());
        insert.setLong(7, event.network().prefix());
    }

    private static Event event(ResultSet row) throws SQLException {
        byte @Nullable [] delivery = row.getBytes(4);
        return new Event(
                Uuid7.fromBytes(row.getBytes(2)),
                Numbered.of(EventKind.class, row.getInt(3)),
                delivery == null ? null : new DeliveryId(Uuid7.fromBytes(delivery)),
                new Client(row.getString(5), Client.flagsOf(row.getInt(6))),
                new Network(Numbered.of(Network.Kind.class, row.getInt(7)), row.getLong(8)));
    }
}
