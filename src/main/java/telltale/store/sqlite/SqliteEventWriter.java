package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.model.Uuid7;
import telltale.store.AppendResult;
import telltale.store.Tally;
import telltale.store.jdbc.CampaignCounter;
import telltale.store.jdbc.KnownDelivery;
import telltale.store.jdbc.KnownDelivery.KindCounters;
import telltale.store.jdbc.LruMap;
import telltale.store.jdbc.PreferenceCache;
import telltale.store.jdbc.RowMapping;

/**
 * Inserts events and updates their counters. Used by the thread that holds the writing connection. Its cache equals the
 * database, so it is cleared after a rollback ({@link #clear}).
 */
final class SqliteEventWriter {
    /** The class of all events, since verdicts are not stored with them. */
    private static final int UNKNOWN_CLASS = 0;

    private static final int SHARD = 0;
    private static final Comparator<KindCounters> BY_PRIMARY_KEY = Comparator.comparingLong(
                    (KindCounters counters) -> counters.delivery.number)
            .thenComparing(counters -> counters.kind);

    private final Map<DeliveryId, KnownDelivery> deliveries = new LruMap<>(KnownDelivery.maxCached());
    private final SqliteClients clients = new SqliteClients();
    private final PreferenceCache preferences = new PreferenceCache();
    private @Nullable KnownDelivery anonymous;
    private @Nullable EventStatements statements;
    private @Nullable Long lastRow;

    /** Inserts and counts the events of a batch. */
    AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        EventStatements sql = statements(connection);
        preferences.refresh(connection, deliveries.values(), this::clear);
        Set<UUID> withdrawn = new HashSet<>();
        List<KindCounters> changed = new ArrayList<>();
        Map<CampaignCounter, Tally.Delta> changes = new TreeMap<>();
        int aggregated = 0;
        int unknown = 0;
        for (Event event : batch) {
            KnownDelivery delivery = delivery(sql, event);
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
            KindCounters counters = delivery.counters(event.kind());
            if (isAggregated) {
                aggregated++;
            } else {
                counters.addRow(insertRow(sql, counters, event), day);
            }
            count(counters, event, isAggregated, changes);
            if (!counters.isChanged) {
                counters.isChanged = true;
                changed.add(counters);
            }
        }
        writeTallies(sql.upsertTallies, changed);
        writeCampaignCounters(sql.upsertQuarters, changes);
        writeCampaignCounters(sql.upsertDays, CampaignCounter.byDay(changes));
        markUnjudged(sql.insertUnjudged, changed);
        sql.flush();
        return new AppendResult(batch.size() - aggregated - unknown - withdrawn.size(), aggregated, unknown, withdrawn);
    }

    /** Clears the cache after a rollback. */
    void clear() {
        deliveries.clear();
        clients.clear();
        anonymous = null;
        lastRow = null;
        if (statements != null) {
            statements.discard();
        }
    }

    /** The statements of a connection, since preparing them costs more than a small batch. */
    private EventStatements statements(Connection connection) throws SQLException {
        EventStatements prepared = statements;
        if (prepared == null || !prepared.belongsTo(connection)) {
            prepared = new EventStatements(connection);
            statements = prepared;
        }
        return prepared;
    }

    private @Nullable KnownDelivery delivery(EventStatements sql, Event event) throws SQLException {
        DeliveryId id = event.delivery();
        if (id == null) {
            KnownDelivery known = anonymous;
            if (known == null) {
                known = KnownDelivery.anonymous();
                readTallies(sql.selectTallies, known);
                anonymous = known;
            }
            return known;
        }
        KnownDelivery known = deliveries.get(id);
        if (known == null) {
            known = read(sql, id);
            if (known != null) {
                deliveries.put(id, known);
            }
        }
        return known;
    }

    private static @Nullable KnownDelivery read(EventStatements sql, DeliveryId id) throws SQLException {
        sql.selectDelivery.setBytes(1, Uuid7.bytes(id.value()));
        KnownDelivery known;
        try (ResultSet row = sql.selectDelivery.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            known = new KnownDelivery(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
        }
        readTallies(sql.selectTallies, known);
        return known;
    }

    private static void readTallies(PreparedStatement select, KnownDelivery delivery) throws SQLException {
        select.setLong(1, delivery.number);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                KindCounters counters = delivery.counters(StoredConstant.of(EventKind.class, row.getInt(1)));
                counters.tally = new Tally(row.getLong(2), row.getLong(3), RowMapping.instant(row, 4));
                counters.lastRow = row.getLong(5);
                counters.day = row.getLong(6);
                counters.rowsThatDay = row.getLong(7);
            }
        }
    }

    /** Returns the number of the new row. */
    private long insertRow(EventStatements sql, KindCounters counters, Event event) throws SQLException {
        long number = lastRow(sql) + 1;
        sql.insertEvents.add(
                number,
                event.id().getMostSignificantBits(),
                event.id().getLeastSignificantBits(),
                counters.delivery.number,
                counters.lastRow,
                clients.number(sql.connection, event.client(), event.at()),
                event.network().kind().number(),
                event.network().prefix(),
                event.kind().number(),
                event.link());
        lastRow = number;
        return number;
    }

    /** The highest row number ever used. Rows refer to each other, so none is used again. */
    private long lastRow(EventStatements sql) throws SQLException {
        Long known = lastRow;
        if (known == null) {
            Long found = RowMapping.first(sql.selectLastRow);
            known = found == null ? 0 : found;
        }
        return known;
    }

    private static void count(
            KindCounters counters, Event event, boolean isAggregated, Map<CampaignCounter, Tally.Delta> changes) {
        Tally.Change change = counters.tally.plus(event.at(), isAggregated);
        counters.tally = change.after();
        for (Tally.Delta delta : change.deltas()) {
            CampaignCounter counter =
                    new CampaignCounter(counters.delivery.campaign, delta.quarter(), counters.kind.number());
            changes.merge(counter, delta, Tally.Delta::plus);
        }
    }

    private static void writeTallies(IntegerRowInsert upsert, List<KindCounters> changed) throws SQLException {
        changed.sort(BY_PRIMARY_KEY);
        for (KindCounters counters : changed) {
            Instant first = counters.tally.first();
            upsert.add(
                    counters.delivery.number,
                    counters.kind.number(),
                    counters.tally.events(),
                    counters.tally.aggregated(),
                    first == null ? 0 : first.toEpochMilli(),
                    counters.lastRow,
                    counters.day,
                    counters.rowsThatDay);
            counters.isChanged = false;
        }
    }

    /** Marks deliveries for judgement. */
    private static void markUnjudged(IntegerRowInsert insert, List<KindCounters> changed) throws SQLException {
        for (KindCounters counters : changed) {
            if (!counters.delivery.isAnonymous()) {
                insert.add(counters.delivery.number);
            }
        }
    }

    private static void writeCampaignCounters(IntegerRowInsert upsert, Map<CampaignCounter, Tally.Delta> changes)
            throws SQLException {
        for (Map.Entry<CampaignCounter, Tally.Delta> entry : changes.entrySet()) {
            CampaignCounter counter = entry.getKey();
            Tally.Delta delta = entry.getValue();
            upsert.add(
                    counter.campaign(),
                    counter.time(),
                    counter.kind(),
                    UNKNOWN_CLASS,
                    SHARD,
                    delta.events(),
                    delta.aggregated(),
                    delta.firsts());
        }
    }
}
