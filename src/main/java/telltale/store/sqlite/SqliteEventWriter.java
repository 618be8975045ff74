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
import telltale.store.jdbc.KnownDelivery.Kept;
import telltale.store.jdbc.PreferenceCache;
import telltale.store.jdbc.RecentEntries;
import telltale.store.jdbc.RowMapping;

/**
 * Inserts events and moves their counters. Used by the one thread that holds the writing connection; what it
 * remembers is what the database holds, so a transaction that is rolled back makes it {@link #forget}.
 */
final class SqliteEventWriter {
    /** Without verdicts, all events are of one class. */
    private static final int UNKNOWN_CLASS = 0;

    private static final int SHARD = 0;
    private static final Comparator<Kept> AS_IN_THE_TABLE =
            Comparator.comparingLong((Kept one) -> one.delivery.number).thenComparing(one -> one.kind);

    private final Map<DeliveryId, KnownDelivery> deliveries = new RecentEntries<>(KnownDelivery.maxRemembered());
    private final SqliteClients clients = new SqliteClients();
    private final PreferenceCache choices = new PreferenceCache();
    private @Nullable KnownDelivery anonymous;
    private @Nullable EventStatements statements;
    private @Nullable Long lastRow;

    AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        EventStatements sql = statements(connection);
        choices.refresh(connection, deliveries.values(), this::forget);
        Set<UUID> withdrawn = new HashSet<>();
        List<Kept> changed = new ArrayList<>();
        Map<CampaignCounter, Tally.Delta> cells = new TreeMap<>();
        int folded = 0;
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
            boolean fold = delivery.isFull(day);
            Kept kept = delivery.of(event.kind());
            if (fold) {
                folded++;
            } else {
                kept.addRow(insertRow(sql, kept, event), day);
            }
            count(kept, event, fold, cells);
            if (!kept.isChanged) {
                kept.isChanged = true;
                changed.add(kept);
            }
        }
        writeTallies(sql.upsertTallies, changed);
        writeCells(sql.upsertCells, cells);
        writeCells(sql.upsertDays, CampaignCounter.byDay(cells));
        noteUnjudged(sql.insertUnjudged, changed);
        sql.flush();
        return new AppendResult(batch.size() - folded - unknown - withdrawn.size(), folded, unknown, withdrawn);
    }

    void forget() {
        deliveries.clear();
        clients.forget();
        anonymous = null;
        lastRow = null;
        if (statements != null) {
            statements.drop();
        }
    }

    /** Statements live as long as their connection: preparing them costs more than a small batch. */
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
                Kept kept = delivery.of(StoredConstant.of(EventKind.class, row.getInt(1)));
                kept.tally = new Tally(row.getLong(2), row.getLong(3), RowMapping.instant(row, 4));
                kept.lastRow = row.getLong(5);
                kept.day = row.getLong(6);
                kept.rowsThatDay = row.getLong(7);
            }
        }
    }

    /** Returns the number of the new row. */
    private long insertRow(EventStatements sql, Kept kept, Event event) throws SQLException {
        long number = lastRow(sql) + 1;
        sql.insertEvents.add(
                number,
                event.id().getMostSignificantBits(),
                event.id().getLeastSignificantBits(),
                kept.delivery.number,
                kept.lastRow,
                clients.number(sql.connection, event.client(), event.at()),
                event.network().kind().number(),
                event.network().prefix(),
                event.kind().number(),
                event.link());
        lastRow = number;
        return number;
    }

    /** The highest number ever given: rows point at each other, so none is given again. */
    private long lastRow(EventStatements sql) throws SQLException {
        Long known = lastRow;
        if (known == null) {
            Long found = RowMapping.first(sql.selectLastRow);
            known = found == null ? 0 : found;
        }
        return known;
    }

    private static void count(Kept kept, Event event, boolean fold, Map<CampaignCounter, Tally.Delta> cells) {
        Tally.Change change = kept.tally.plus(event.at(), fold);
        kept.tally = change.after();
        for (Tally.Delta delta : change.deltas()) {
            CampaignCounter cell = new CampaignCounter(kept.delivery.campaign, delta.quarter(), kept.kind.number());
            cells.merge(cell, delta, Tally.Delta::plus);
        }
    }

    private static void writeTallies(IntegerRowInsert upsert, List<Kept> changed) throws SQLException {
        changed.sort(AS_IN_THE_TABLE);
        for (Kept kept : changed) {
            Instant first = kept.tally.first();
            upsert.add(
                    kept.delivery.number,
                    kept.kind.number(),
                    kept.tally.events(),
                    kept.tally.folded(),
                    first == null ? 0 : first.toEpochMilli(),
                    kept.lastRow,
                    kept.day,
                    kept.rowsThatDay);
            kept.isChanged = false;
        }
    }

    /** What a judgement rests on has changed; nobody's delivery has none. */
    private static void noteUnjudged(IntegerRowInsert insert, List<Kept> changed) throws SQLException {
        for (Kept kept : changed) {
            if (!kept.delivery.isAnonymous()) {
                insert.add(kept.delivery.number);
            }
        }
    }

    private static void writeCells(IntegerRowInsert upsert, Map<CampaignCounter, Tally.Delta> cells)
            throws SQLException {
        for (Map.Entry<CampaignCounter, Tally.Delta> entry : cells.entrySet()) {
            CampaignCounter cell = entry.getKey();
            Tally.Delta delta = entry.getValue();
            upsert.add(
                    cell.campaign(),
                    cell.time(),
                    cell.kind(),
                    UNKNOWN_CLASS,
                    SHARD,
                    delta.events(),
                    delta.folded(),
                    delta.firsts());
        }
    }
}
