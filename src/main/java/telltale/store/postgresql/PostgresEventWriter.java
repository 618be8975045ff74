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
import telltale.store.jdbc.KnownDelivery.Kept;
import telltale.store.jdbc.PreferenceCache;
import telltale.store.jdbc.RecentEntries;
import telltale.store.jdbc.RowMapping;

/**
 * Brings events and moves their counters, a few statements a batch. Others write the same counters, so what is remembered
 * of them only decides about folding; the database adds, in one order on every node, and says what was there before.
 */
final class PostgresEventWriter {
    /** Without verdicts, all events are of one class. */
    private static final int UNKNOWN_CLASS = 0;

    private static final DeliveryId NOBODY = new DeliveryId(Uuid7.floor(Instant.EPOCH));

    private final Database database;
    private final int shard;
    private final PostgresClients clients;
    private final PreferenceCache choices = new PreferenceCache();
    private final Map<DeliveryId, KnownDelivery> deliveries = new RecentEntries<>(KnownDelivery.maxRemembered());
    private Map<Client, Integer> clientNumbers = Map.of();

    /** A counter of a delivery: in this order they are locked. */
    private record Key(long delivery, int kind) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byDelivery = Long.compare(delivery, other.delivery);
            return byDelivery != 0 ? byDelivery : Integer.compare(kind, other.kind);
        }
    }

    /** What a batch holds of a delivery's events of one kind. */
    private static final class Share {
        final Key key;
        final Kept kept;
        final List<Instant> rows = new ArrayList<>(2);
        final List<Instant> folded = new ArrayList<>(0);
        Instant first = Instant.MAX;
        long day;
        int dayRows;

        Share(Key key, Kept kept) {
            this.key = key;
            this.kept = kept;
            this.day = Long.MIN_VALUE;
        }

        void add(Instant at, long onDay, boolean fold) {
            (fold ? folded : rows).add(at);
            first = at.isBefore(first) ? at : first;
            if (onDay > day) {
                day = onDay;
                dayRows = 0;
            }
            dayRows += fold || onDay < day ? 0 : 1;
            if (!fold) {
                kept.addRow(0, onDay);
            }
        }

        long events() {
            return (long) rows.size() + folded.size();
        }
    }

    PostgresEventWriter(Database database, int shard) {
        this.database = database;
        this.shard = shard;
        this.clients = new PostgresClients(database);
    }

    /** Learns what a batch needs before its transaction begins, so that it holds no lock meanwhile. */
    void lookUp(List<Event> batch) {
        clientNumbers = clients.lookUp(batch);
        if (!find(batch).missing.isEmpty()) {
            database.read("reading deliveries", connection -> known(connection, batch));
        }
    }

    /** Brings the rows and counts them; {@link #lookUp} came before. */
    AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        PostgresPersonErasure.keepOut(connection);
        choices.refresh(connection, deliveries.values(), this::forget);
        Map<DeliveryId, KnownDelivery> known = known(connection, batch);
        Set<UUID> withdrawn = new HashSet<>();
        Map<Key, Share> shares = new TreeMap<>();
        List<PostgresRows.Row> rows = new ArrayList<>(batch.size());
        int folded = 0;
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
            boolean fold = delivery.isFull(day);
            if (fold) {
                folded++;
            } else {
                rows.add(row(delivery, event));
            }
            Key key = new Key(delivery.number, event.kind().number());
            shares.computeIfAbsent(key, added -> new Share(added, delivery.of(event.kind())))
                    .add(event.at(), day, fold);
        }
        PostgresRows.insert(connection, rows);
        addToCampaigns(connection, addToDeliveries(connection, shares));
        noteUnjudged(connection, shares.keySet());
        return new AppendResult(batch.size() - folded - unknown - withdrawn.size(), folded, unknown, withdrawn);
    }

    /** After a transaction that was rolled back: what it folded is not what there is. */
    void forget() {
        deliveries.clear();
    }

    /** The deliveries of a batch, and those whose numbers are not remembered. */
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
            Map<DeliveryId, KnownDelivery> learned = learn(connection, found.missing);
            found.known.putAll(learned);
            deliveries.putAll(learned);
        }
        return found.known;
    }

    /** Whose an event is; the pixel without a token counts as somebody, too. */
    private static DeliveryId owner(Event event) {
        DeliveryId id = event.delivery();
        return id == null ? NOBODY : id;
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

    private static Map<DeliveryId, KnownDelivery> learn(Connection connection, Set<DeliveryId> ids)
            throws SQLException {
        Map<DeliveryId, KnownDelivery> found = new HashMap<>();
        Map<Long, KnownDelivery> byNumber = new HashMap<>();
        if (ids.contains(NOBODY)) {
            found.put(NOBODY, KnownDelivery.anonymous());
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
                        Kept kept = delivery.of(StoredConstant.of(EventKind.class, row.getInt(2)));
                        remember(kept, row.getLong(3), row.getLong(4));
                    }
                }
            }
        }
        return found;
    }

    private static void remember(Kept kept, long day, long rows) {
        kept.day = day;
        kept.rowsThatDay = rows;
    }

    /** Returns what that changes for the campaigns. */
    private static Map<CampaignCounter, Tally.Delta> addToDeliveries(Connection connection, Map<Key, Share> shares)
            throws SQLException {
        Map<CampaignCounter, Tally.Delta> cells = new TreeMap<>();
        if (shares.isEmpty()) {
            return cells;
        }
        List<Share> inOrder = List.copyOf(shares.values());
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
            PostgresRows.setArray(connection, upsert, 1, "int8", inOrder, share -> share.key.delivery);
            PostgresRows.setArray(connection, upsert, 2, "int2", inOrder, share -> share.key.kind);
            PostgresRows.setArray(connection, upsert, 3, "int8", inOrder, Share::events);
            PostgresRows.setArray(connection, upsert, 4, "int8", inOrder, share -> share.folded.size());
            PostgresRows.setArray(connection, upsert, 5, "int8", inOrder, share -> share.first.toEpochMilli());
            PostgresRows.setArray(connection, upsert, 6, "int4", inOrder, share -> share.day);
            PostgresRows.setArray(connection, upsert, 7, "int4", inOrder, share -> share.dayRows);
            try (ResultSet row = upsert.executeQuery()) {
                while (row.next()) {
                    Share share = shares.get(new Key(row.getLong(1), row.getInt(2)));
                    if (share != null) {
                        count(share, RowMapping.instant(row, 3), cells);
                        remember(share.kept, row.getLong(4), row.getLong(5));
                    }
                }
            }
        }
        return cells;
    }

    private static void count(Share share, @Nullable Instant firstBefore, Map<CampaignCounter, Tally.Delta> cells) {
        Tally tally = new Tally(0, 0, firstBefore);
        for (Instant at : share.rows) {
            tally = count(share, tally, at, false, cells);
        }
        for (Instant at : share.folded) {
            tally = count(share, tally, at, true, cells);
        }
    }

    private static Tally count(
            Share share, Tally tally, Instant at, boolean folded, Map<CampaignCounter, Tally.Delta> cells) {
        Tally.Change change = tally.plus(at, folded);
        for (Tally.Delta delta : change.deltas()) {
            cells.merge(
                    new CampaignCounter(share.kept.delivery.campaign, delta.quarter(), share.key.kind),
                    delta,
                    Tally.Delta::plus);
        }
        return change.after();
    }

    /**
     * What a judgement rests on has changed; nobody's delivery has none. A row that is there is locked: a judge who took
     * it now would not see these events, and nobody would come again.
     */
    private static void noteUnjudged(Connection connection, Set<Key> changed) throws SQLException {
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

    private void addToCampaigns(Connection connection, Map<CampaignCounter, Tally.Delta> cells) throws SQLException {
        if (!cells.isEmpty()) {
            addToCampaigns(connection, "campaign_counters", "quarter", cells);
            addToCampaigns(connection, "campaign_days", "day", CampaignCounter.byDay(cells));
        }
    }

    private void addToCampaigns(
            Connection connection, String table, String time, Map<CampaignCounter, Tally.Delta> cells)
            throws SQLException {
        List<Map.Entry<CampaignCounter, Tally.Delta>> inOrder = List.copyOf(cells.entrySet());
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
                    connection, upsert, 3, "int8", inOrder, one -> one.getKey().campaign());
            PostgresRows.setArray(
                    connection, upsert, 4, "int4", inOrder, one -> one.getKey().time());
            PostgresRows.setArray(
                    connection, upsert, 5, "int2", inOrder, one -> one.getKey().kind());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    6,
                    "int8",
                    inOrder,
                    one -> one.getValue().events());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    7,
                    "int8",
                    inOrder,
                    one -> one.getValue().folded());
            PostgresRows.setArray(
                    connection,
                    upsert,
                    8,
                    "int8",
                    inOrder,
                    one -> one.getValue().firsts());
            upsert.executeUpdate();
        }
    }
}
