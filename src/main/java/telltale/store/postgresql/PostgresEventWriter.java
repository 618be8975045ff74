package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.model.Uuid7;
import telltale.store.AppendResult;
import telltale.store.Tally;
import telltale.store.jdbc.CampaignCounter;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.KnownDelivery;
import telltale.store.jdbc.KnownDelivery.KindCounters;
import telltale.store.jdbc.LruMap;
import telltale.store.jdbc.PreferenceCache;
import telltale.store.jdbc.RowMapping;

/**
 * Inserts events and updates their counters, with a few statements for each batch. Other nodes write the same counters, so
 * the cached ones only decide which events get a row. The database adds, in one order on every node, and returns the state
 * before.
 */
final class PostgresEventWriter {
    /** The class of all events, since verdicts are not stored with them. */
    private static final int UNKNOWN_CLASS = 0;

    private static final DeliveryId ANONYMOUS = new DeliveryId(Uuid7.floor(Instant.EPOCH));

    private final Database database;
    private final int shard;
    private final PostgresClients clients;
    private final PreferenceCache preferences = new PreferenceCache();
    private final Map<DeliveryId, KnownDelivery> deliveries = new LruMap<>(KnownDelivery.maxCached());
    private Map<Client, Integer> clientNumbers = Map.of();

    /** The key of a delivery counter. Counters are locked in this order. */
    private record Key(long delivery, int kind) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byDelivery = Long.compare(delivery, other.delivery);
            return byDelivery != 0 ? byDelivery : Integer.compare(kind, other.kind);
        }
    }

    /** The events of a batch of one delivery and kind. */
    private static final class EventGroup {
        final Key key;
        final KindCounters counters;
        final List<Instant> rows = new ArrayList<>(2);
        final List<Instant> aggregated = new ArrayList<>(0);
        Instant first = Instant.MAX;
        long day;
        int dayRows;

        EventGroup(Key key, KindCounters counters) {
            this.key = key;
            this.counters = counters;
            this.day = Long.MIN_VALUE;
        }

        void add(Instant at, long onDay, boolean isAggregated) {
            (isAggregated ? aggregated : rows).add(at);
            first = at.isBefore(first) ? at : first;
            if (onDay > day) {
                day = onDay;
                dayRows = 0;
            }
            dayRows += isAggregated || onDay < day ? 0 : 1;
            if (!isAggregated) {
                counters.addRow(0, onDay);
            }
        }

        long events() {
            return (long) rows.size() + aggregated.size();
        }
    }

    PostgresEventWriter(Database database, int shard) {
        this.database = database;
        this.shard = shard;
        this.clients = new PostgresClients(database);
    }

    /** Reads the clients and deliveries of a batch before its transaction, so that it holds no lock meanwhile. */
    void lookUp(List<Event> batch) {
        clientNumbers = clients.lookUp(batch);
        if (!find(batch).missing.isEmpty()) {
            database.read("reading deliveries", connection -> known(connection, batch));
        }
    }

    /** Inserts and counts the events of a batch, after {@link #lookUp}. */
    AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        PostgresPersonErasure.lockOut(connection);
        preferences.refresh(connection, deliveries.values(), this::clear);
        Map<DeliveryId, KnownDelivery> known = known(connection, batch);
        Set<UUID> withdrawn = new HashSet<>();
        Map<Key, EventGroup> groups = new TreeMap<>();
        List<PostgresRows.Row> rows = new ArrayList<>(batch.size());
        int aggregated = 0;
        int unknown = 0;
        for (Event event : batch) {
            KnownDelivery delivery = known.get(owner(event));
            if (delivery == null) {
                unknown++;
                continue;
            }
            if (delivery.isWithdrawn) {
                withdrawn.add(event.id());
                continue;
            }
            long day = delivery.day(event.at().toEpochMilli());
            boolean isAggregated = delivery.isFull(day);
            if (isAggregated) {
                aggregated++;
            } else {
                rows.add(row(delivery, event));
            }
            Key key = new Key(delivery.number, event.kind().number());
            groups.computeIfAbsent(key, added -> new EventGroup(added, delivery.counters(event.kind())))
                    .add(event.at(), day, isAggregated);
        }
        PostgresRows.insert(connection, rows);
        addToCampaigns(connection, addToDeliveries(connection, groups));
        markUnjudged(connection, groups.keySet());
        return new AppendResult(batch.size() - aggregated - unknown - withdrawn.size(), aggregated, unknown, withdrawn);
    }

    /** Clears the cache after a rollback. */
    void clear() {
        deliveries.clear();
    }

    /** The cached deliveries of a batch, and the ids of the others. */
    private record Found(Map<DeliveryId, KnownDelivery> known, Set<DeliveryId> missing) {}

    private Found find(List<Event> batch) {
        Found found = new Found(new HashMap<>(), new HashSet<>());
        for (Event event : batch) {
            DeliveryId id = owner(event);
            KnownDelivery delivery = deliveries.get(id);
            if (delivery == null) {
                found.missing.add(id);
            } else {
                found.known.put(id, delivery);
            }
        }
        return found;
    }

    private Map<DeliveryId, KnownDelivery> known(Connection connection, List<Event> batch) throws SQLException {
        Found found = find(batch);
        if (!found.missing.isEmpty()) {
            Map<DeliveryId, KnownDelivery> read = read(connection, found.missing);
            found.known.putAll(read);
            deliveries.putAll(read);
        }
        return found.known;
    }

    /** The delivery of an event, with an id for the pixel without a token. */
    private static DeliveryId owner(Event event) {
        DeliveryId id = event.delivery();
        return id == null ? ANONYMOUS : id;
    }

    private PostgresRows.Row row(KnownDelivery delivery, Event event) {
        return new PostgresRows.Row(
                delivery.number,
                event.network().prefix(),
                event.id(),
                clientNumbers.getOrDefault(event.client(), 0),
                event.network().kind().number(),
                event.kind().number(),
                event.link());
    }

    private static Map<DeliveryId, KnownDelivery> read(Connection connection, Set<DeliveryId> ids) throws SQLException {
        Map<DeliveryId, KnownDelivery> found = new HashMap<>();
        Map<Long, KnownDelivery> byNumber = new HashMap<>();
        if (ids.contains(ANONYMOUS)) {
            found.put(ANONYMOUS, KnownDelivery.anonymous());
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select d.id, d.number, coalesce(d.campaign, 0), coalesce(d.person, 0), p.withdrawn_at is not null
                from deliveries d left join persons p on p.number = d.person where d.id = any(?)""")) {
            PostgresRows.setArray(connection, select, 1, "uuid", List.copyOf(ids), DeliveryId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(
                            new DeliveryId(row.getObject(1, UUID.class)),
                            new KnownDelivery(row.getLong(2), row.getLong(3), row.getLong(4), row.getBoolean(5)));
                }
            }
        }
        found.values().forEach(delivery -> byNumber.put(delivery.number, delivery));
        try (PreparedStatement select = connection.prepareStatement(
                "select delivery, kind, day, day_rows from delivery_counters where delivery = any(?)")) {
            PostgresRows.setArray(connection, select, 1, "int8", List.copyOf(byNumber.keySet()), number -> number);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    KnownDelivery delivery = byNumber.get(row.getLong(1));
                    if (delivery != null) {
                        KindCounters counters = delivery.counters(StoredConstant.of(EventKind.class, row.getInt(2)));
                        cacheRows(counters, row.getLong(3), row.getLong(4));
                    }
                }
            }
        }
        return found;
    }

    private static void cacheRows(KindCounters counters, long day, long rows) {
        counters.day = day;
        counters.rowsThatDay = rows;
    }

    /** Adds to the counters of deliveries. Returns the changes of the campaign counters. */
    private static Map<CampaignCounter, Tally.Delta> addToDeliveries(Connection connection, Map<Key, EventGroup> groups)
            throws SQLException {
        Map<CampaignCounter, Tally.Delta> changes = new TreeMap<>();
        if (groups.isEmpty()) {
            return changes;
        }
        List<EventGroup> inOrder = List.copyOf(groups.values());
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into delivery_counters as c (delivery, kind, events, folded, first_at, day, day_rows)
                select * from unnest(?::bigint[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::integer[])
                    as u (delivery, kind, events, folded, first_at, day, day_rows)
                order by delivery, kind
                on conflict (delivery, kind) do update set
                    events = c.events + excluded.events, folded = c.folded + excluded.folded,
                    first_before = c.first_at, first_at = least(c.first_at, excluded.first_at),
                    day_rows = case when excluded.day > c.day then excluded.day_rows
                        when excluded.day = c.day then c.day_rows + excluded.day_rows else c.day_rows end,
                    day = greatest(c.day, excluded.day)
                returning delivery, kind, first_before, day, day_rows""")) {
            PostgresRows.setArray(connection, upsert, 1, "int8", inOrder, group -> group.key.delivery);
            PostgresRows.setArray(connection, upsert, 2, "int2", inOrder, group -> group.key.kind);
            PostgresRows.setArray(connection, upsert, 3, "int8", inOrder, EventGroup::events);
            PostgresRows.setArray(connection, upsert, 4, "int8", inOrder, group -> group.aggregated.size());
            PostgresRows.setArray(connection, upsert, 5, "int8", inOrder, group -> group.first.toEpochMilli());
            PostgresRows.setArray(connection, upsert, 6, "int4", inOrder, group -> group.day);
            PostgresRows.setArray(connection, upsert, 7, "int4", inOrder, group -> group.dayRows);
            try (ResultSet row = upsert.executeQuery()) {
                while (row.next()) {
                    EventGroup group = groups.get(new Key(row.getLong(1), row.getInt(2)));
                    if (group != null) {
                        count(group, RowMapping.instant(row, 3), changes);
                        cacheRows(group.counters, row.getLong(4), row.getLong(5));
                    }
                }
            }
        }
        return changes;
    }

    private static void count(
            EventGroup group, @Nullable Instant firstBefore, Map<CampaignCounter, Tally.Delta> changes) {
        Tally tally = new Tally(0, 0, firstBefore);
        for (Instant at : group.rows) {
            tally = count(group, tally, at, false, changes);
        }
        for (Instant at : group.aggregated) {
            tally = count(group, tally, at, true, changes);
        }
    }

    private static Tally count(
            EventGroup group,
            Tally tally,
            Instant at,
            boolean isAggregated,
            Map<CampaignCounter, Tally.Delta> changes) {
        Tally.Change change = tally.plus(at, isAggregated);
        for (Tally.Delta delta : change.deltas()) {
            changes.merge(
                    new CampaignCounter(group.counters.delivery.campaign, delta.quarter(), group.key.kind),
                    delta,
                    Tally.Delta::plus);
        }
        return change.after();
    }

    /**
     * Marks deliveries for judgement. An existing mark is updated and so locked: a judge that took it now would not see
     * these events, and the delivery would not be judged again.
     */
    private static void markUnjudged(Connection connection, Set<Key> changed) throws SQLException {
        List<Long> numbers = changed.stream()
                .map(Key::delivery)
                .filter(number -> number != 0)
                .distinct()
                .toList();
        if (numbers.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into unjudged (delivery)
                select delivery from unnest(?::bigint[]) as u (delivery) order by delivery
                on conflict (delivery) do update set delivery = excluded.delivery""")) {
            PostgresRows.setArray(connection, insert, 1, "int8", numbers, number -> number);
            insert.executeUpdate();
        }
    }

    private void addToCampaigns(Connection connection, Map<CampaignCounter, Tally.Delta> changes) throws SQLException {
        if (!changes.isEmpty()) {
            addToCampaigns(connection, "campaign_counters", "quarter", changes);
            addToCampaigns(connection, "campaign_days", "day", CampaignCounter.byDay(changes));
        }
    }

    private void addToCampaigns(
            Connection connection, String table, String time, Map<CampaignCounter, Tally.Delta> changes)
            throws SQLException {
        List<Map.Entry<CampaignCounter, Tally.Delta>> inOrder = List.copyOf(changes.entrySet());
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into %1$s as c (campaign, %2$s, kind, class, shard, events, folded, firsts)
                select campaign, time, kind, ?::smallint, ?::smallint, events, folded, firsts
                from unnest(?::bigint[], ?::integer[], ?::smallint[], ?::bigint[], ?::bigint[], ?::bigint[])
                    as u (campaign, time, kind, events, folded, firsts)
                order by campaign, time, kind
                on conflict (campaign, %2$s, kind, class, shard) do update set
                    events = c.events + excluded.events, folded = c.folded + excluded.folded,
                    firsts = c.firsts + excluded.firsts""".formatted(table, time))) {
            upsert.setInt(1, UNKNOWN_CLASS);
            upsert.setInt(2, shard);
            PostgresRows.setArray(
                    connection,
                    upsert,
                    3,
                    "int8",
                    inOrder,
                    entry -> entry.getKey().campaign());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    4,
                    "int4",
                    inOrder,
                    entry -> entry.getKey().time());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    5,
                    "int2",
                    inOrder,
                    entry -> entry.getKey().kind());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    6,
                    "int8",
                    inOrder,
                    entry -> entry.getValue().events());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    7,
                    "int8",
                    inOrder,
                    entry -> entry.getValue().aggregated());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    8,
                    "int8",
                    inOrder,
                    entry -> entry.getValue().firsts());
            upsert.executeUpdate();
        }
    }
}
