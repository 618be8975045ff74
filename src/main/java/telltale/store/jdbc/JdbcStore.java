package telltale.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import telltale.model.Address;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Numbered;
import telltale.model.Outcome;
import telltale.model.State;
import telltale.model.Uuid7;
import telltale.store.Appended;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.EventsRejected;
import telltale.store.OpenCounts;
import telltale.store.Recount;
import telltale.store.Store;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailable;
import telltale.store.Swept;

/** The store in a relational database. */
public final class JdbcStore implements Store {
    private static final Migrations EMBEDDED = new Migrations(
            "embedded", List.of("001-deliveries-and-events.sql", "002-counters.sql", "003-events-by-arrival.sql"));

    private static final String SELECT_DELIVERY = """
            select d.id, d.recipient, c.name, d.subject, d.state, d.accepted_at, d.detail
            from deliveries d left join campaigns c on c.number = d.campaign
            """;

    private final Database database;
    private final EventWriter events = new EventWriter();
    private final CampaignCounters campaigns = new CampaignCounters();
    private final Retention retention = new Retention();

    private JdbcStore(Database database, Migrations migrations) {
        this.database = database;
        migrations.run(database);
    }

    /**
     * Opens the embedded database, making or migrating it first.
     *
     * @param file where it is or will be
     * @param scratch a folder of its own for native code, emptied
     * @param patience how long a caller waits for another one's writing
     * @throws IllegalStateException with a sentence if it cannot be used at all
     */
    public static JdbcStore embedded(Path file, Path scratch, Duration patience) {
        Database database = new EmbeddedDatabase(file, scratch, patience);
        try {
            return new JdbcStore(database, EMBEDDED);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public void insert(Delivery delivery) {
        database.write("storing a delivery", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into deliveries
                    (id, created_at, recipient, campaign, subject, state, accepted_at, detail)
                    values (?, ?, ?, ?, ?, ?, ?, ?)""")) {
                insert.setBytes(1, Uuid7.bytes(delivery.id().value()));
                insert.setLong(2, delivery.createdAt().toEpochMilli());
                insert.setString(3, delivery.to().toString());
                Long campaign = campaigns.number(connection, delivery.campaign());
                Rows.setLong(insert, 4, campaign);
                insert.setString(5, delivery.subject());
                insert.setString(6, delivery.state().word());
                Rows.setLong(insert, 7, Rows.millis(delivery.acceptedAt()));
                insert.setString(8, delivery.detail());
                insert.executeUpdate();
                campaigns.add(connection, campaign, delivery.createdAt(), delivery.state(), 1);
                return true;
            }
        });
    }

    @Override
    public void finish(DeliveryId delivery, Outcome outcome) {
        if (!State.SENDING.mayBecome(outcome.state())) {
            throw new IllegalStateException(
                    "sending does not become " + outcome.state().word());
        }
        boolean found = database.write("storing an outcome", connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update deliveries set state = ?, accepted_at = ?, detail = ? where id = ? and state = 'sending'
                    returning campaign, created_at""")) {
                update.setString(1, outcome.state().word());
                Rows.setLong(
                        update, 2, outcome instanceof Outcome.Accepted accepted ? Rows.millis(accepted.at()) : null);
                update.setString(3, outcome.detail());
                update.setBytes(4, Uuid7.bytes(delivery.value()));
                return campaigns.step(connection, update, outcome.state()) == 1;
            }
        });
        if (!found) {
            throw new IllegalStateException("delivery " + delivery + " is not being sent");
        }
    }

    @Override
    public int failInterrupted(String detail) {
        return database.write("giving up interrupted deliveries", connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update deliveries set state = 'failed', detail = ? where state = 'sending'
                    returning campaign, created_at""")) {
                update.setString(1, detail);
                return campaigns.step(connection, update, State.FAILED);
            }
        });
    }

    @Override
    public Appended append(List<Event> batch) {
        return insert("storing events", connection -> events.insert(connection, batch));
    }

    @Override
    public Appended replay(UUID spool, List<Event> batch, long through) {
        return insert("storing events", connection -> {
            long read = replayedThrough(connection, spool);
            long known = Math.max(0, Math.min(batch.size(), read - (through - batch.size())));
            Appended appended = events.insert(connection, batch.subList((int) known, batch.size()));
            if (through > read) {
                try (PreparedStatement upsert = connection.prepareStatement(
                        "insert into replays values (?, ?) on conflict do update set through = excluded.through")) {
                    upsert.setBytes(1, Uuid7.bytes(spool));
                    upsert.setLong(2, through);
                    upsert.executeUpdate();
                }
            }
            return appended;
        });
    }

    private Appended insert(String what, Database.Work<Appended> work) {
        try {
            return database.write(what, work, events::forget);
        } catch (StoreUnavailable failed) {
            if (failed.getCause() instanceof SQLException cause && database.isRejection(cause)) {
                throw new EventsRejected(cause);
            }
            throw failed;
        }
    }

    @Override
    public long replayedThrough(UUID spool) {
        return database.read(
                "reading how far the spool was replayed", connection -> replayedThrough(connection, spool));
    }

    private static long replayedThrough(Connection connection, UUID spool) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select through from replays where spool = ?")) {
            select.setBytes(1, Uuid7.bytes(spool));
            Long through = Rows.first(select);
            return through == null ? 0 : through;
        }
    }

    @Override
    public Optional<Delivery> delivery(DeliveryId id) {
        return database.read("reading a delivery", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT_DELIVERY + "where d.id = ?")) {
                select.setBytes(1, Uuid7.bytes(id.value()));
                return readDeliveries(select).stream().findFirst();
            }
        });
    }

    @Override
    public DeliveryPage deliveries(DeliveryQuery query) {
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("where 1 = 1");
        if (query.to() != null) {
            where.append(" and d.recipient = ?");
            values.add(query.to().toString());
        }
        if (query.campaign() != null) {
            where.append(" and d.campaign = (select number from campaigns where name = ?)");
            values.add(query.campaign());
        }
        if (query.state() != null) {
            where.append(" and d.state = ?");
            values.add(query.state().word());
        }
        if (query.before() != null) {
            where.append(" and d.id < ?");
            values.add(Uuid7.bytes(query.before().value()));
        }
        values.add(query.limit() + 1);
        return database.read("listing deliveries", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SELECT_DELIVERY + where + " order by d.id desc limit ?")) {
                for (int i = 0; i < values.size(); i++) {
                    select.setObject(i + 1, values.get(i));
                }
                return page(readDeliveries(select), query.limit());
            }
        });
    }

    @Override
    public List<Event> events(DeliveryId delivery, int limit) {
        return database.read("reading events", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    with recursive chain (number, delivery, kind, length) as (
                        select c.last_event, c.delivery, c.kind, 1 from delivery_counters c
                        where c.delivery = (select number from deliveries where id = ?1)
                        union all
                        select e.previous, chain.delivery, chain.kind, chain.length + 1
                        from chain join events e on e.number = chain.number
                        where chain.length < ?2)
                    select e.id_high, e.id_low, e.kind, c.agent, c.flags, e.network, e.prefix
                    from chain join events e on e.number = chain.number join clients c on c.number = e.client
                    order by e.id_high desc, e.id_low desc limit ?2""")) {
                select.setBytes(1, Uuid7.bytes(delivery.value()));
                select.setInt(2, limit);
                List<Event> newestFirst = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        newestFirst.add(event(row, delivery));
                    }
                }
                Collections.reverse(newestFirst);
                return newestFirst;
            }
        });
    }

    @Override
    public List<OpenCounts> openCounts(List<DeliveryId> deliveries) {
        return database.read("reading counters", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select sum(events) from delivery_counters
                    where delivery = (select number from deliveries where id = ?) and kind = ?""")) {
                select.setInt(2, EventKind.OPEN.number());
                List<OpenCounts> counts = new ArrayList<>(deliveries.size());
                for (DeliveryId delivery : deliveries) {
                    select.setBytes(1, Uuid7.bytes(delivery.value()));
                    Long total = Rows.first(select);
                    counts.add(total == null ? OpenCounts.NONE : new OpenCounts(total));
                }
                return counts;
            }
        });
    }

    @Override
    public CampaignPage campaigns(CampaignQuery query) {
        return database.read("listing campaigns", connection -> campaigns.page(connection, query));
    }

    @Override
    public Optional<List<CampaignQuarter>> campaign(String name, long fromQuarter, long toQuarter) {
        return database.read(
                "reading a campaign", connection -> campaigns.quarters(connection, name, fromQuarter, toQuarter));
    }

    @Override
    public Swept deleteEventsBefore(Instant cutoff) {
        return database.write("deleting old events", connection -> retention.step(connection, cutoff));
    }

    @Override
    public Optional<Instant> eventsSince() {
        return database.read("reading since when events are kept", retention::eventsSince);
    }

    @Override
    public Recount recount() {
        return database.read("counting again", Recounting::run);
    }

    @Override
    public StoreHealth health() {
        return database.health();
    }

    @Override
    public void close() {
        database.close();
    }

    private static DeliveryPage page(List<Delivery> oneMoreThanAsked, int limit) {
        if (oneMoreThanAsked.size() <= limit) {
            return new DeliveryPage(oneMoreThanAsked, null);
        }
        List<Delivery> page = List.copyOf(oneMoreThanAsked.subList(0, limit));
        return new DeliveryPage(page, page.get(limit - 1).id());
    }

    private static List<Delivery> readDeliveries(PreparedStatement select) throws SQLException {
        List<Delivery> deliveries = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                deliveries.add(new Delivery(
                        new DeliveryId(Uuid7.fromBytes(row.getBytes(1))),
                        Address.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        State.ofWord(row.getString(5)),
                        Rows.instant(row, 6),
                        row.getString(7)));
            }
        }
        return deliveries;
    }

    private static Event event(ResultSet row, DeliveryId delivery) throws SQLException {
        return new Event(
                new UUID(row.getLong(1), row.getLong(2)),
                Numbered.of(EventKind.class, row.getInt(3)),
                delivery,
                0,
                new Client(row.getString(4), Client.flagsOf(row.getInt(5))),
                new Network(Numbered.of(Network.Kind.class, row.getInt(6)), row.getLong(7)));
    }
}
