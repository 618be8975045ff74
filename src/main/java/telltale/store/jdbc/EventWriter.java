package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Numbered;
import telltale.model.Uuid7;
import telltale.store.Appended;
import telltale.store.Tally;

/**
 * Inserts events and moves their counters. Used by the one thread that holds the writing connection; what it
 * remembers is what the database holds, so a transaction that is rolled back makes it {@link #forget}.
 */
final class EventWriter {
    /** Rows of one delivery on one day (UTC); what comes beyond is counted and gets no row. */
    static final int MOST_A_DAY = 1_000;

    /** Rows of the pixel without a token in one minute. */
    static final int MOST_ANONYMOUS_A_MINUTE = 1_000;

    private static final int MOST_NEW_CLIENTS_AN_HOUR = 1_000;
    private static final int REMEMBERED_DELIVERIES = 100_000;
    private static final long DAY_MILLIS = 86_400_000;
    private static final long MINUTE_MILLIS = 60_000;
    /** Without verdicts, all events are of one class. */
    private static final int UNKNOWN_CLASS = 0;

    private static final int SHARD = 0;

    private final Map<DeliveryId, KnownDelivery> deliveries = new Recent<>(REMEMBERED_DELIVERIES);
    private final Clients clients = new Clients(MOST_NEW_CLIENTS_AN_HOUR);
    private @Nullable KnownDelivery anonymous;
    private @Nullable EventStatements statements;

    private record Touched(KnownDelivery delivery, EventKind kind) {}

    private record Cell(long campaign, long quarter, int kind) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            int byCampaign = Long.compare(campaign, other.campaign);
            int byQuarter = byCampaign != 0 ? byCampaign : Long.compare(quarter, other.quarter);
            return byQuarter != 0 ? byQuarter : Integer.compare(kind, other.kind);
        }
    }

    Appended insert(Connection connection, List<Event> batch) throws SQLException {
        EventStatements sql = statements(connection);
        Set<Touched> touched = new LinkedHashSet<>();
        Map<Cell, Tally.Delta> cells = new TreeMap<>();
        int stored = 0;
        int folded = 0;
        int unknown = 0;
        for (Event event : batch) {
            KnownDelivery delivery = delivery(sql, event);
            if (delivery == null) {
                unknown++;
                continue;
            }
            boolean fold = isFull(sql, delivery, event);
            if (!fold && !insertRow(sql, delivery, event)) {
                continue;
            }
            Tally.Change change = delivery.tally(event.kind()).plus(event.at(), fold);
            delivery.tally(event.kind(), change.after());
            touched.add(new Touched(delivery, event.kind()));
            for (Tally.Delta delta : change.deltas()) {
                cells.merge(
                        new Cell(
                                delivery.campaign, delta.quarter(), event.kind().number()),
                        delta,
                        Tally.Delta::plus);
            }
            stored += fold ? 0 : 1;
            folded += fold ? 1 : 0;
        }
        writeTallies(sql.upsertTally, touched);
        writeCells(sql.upsertCell, cells);
        return new Appended(stored, folded, unknown);
    }

    void forget() {
        deliveries.clear();
        clients.forget();
        anonymous = null;
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
                known = new KnownDelivery(0, 0);
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
            known = new KnownDelivery(row.getLong(1), row.getLong(2));
        }
        readTallies(sql.selectTallies, known);
        return known;
    }

    private static void readTallies(PreparedStatement select, KnownDelivery delivery) throws SQLException {
        select.setLong(1, delivery.number);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                delivery.tally(
                        Numbered.of(EventKind.class, row.getInt(1)),
                        new Tally(row.getLong(2), row.getLong(3), Rows.instant(row, 4)));
            }
        }
    }

    /** Whether a delivery has its share of rows for the day, or the pixel without a token for the minute. */
    private static boolean isFull(EventStatements sql, KnownDelivery delivery, Event event) throws SQLException {
        boolean isAnonymous = delivery.number == 0;
        long most = isAnonymous ? MOST_ANONYMOUS_A_MINUTE : MOST_A_DAY;
        if (delivery.rows() < most) {
            return false;
        }
        long length = isAnonymous ? MINUTE_MILLIS : DAY_MILLIS;
        long span = Math.floorDiv(event.at().toEpochMilli(), length);
        if (!delivery.countsDay(span)) {
            sql.countRows.setLong(1, delivery.number);
            sql.countRows.setLong(2, (span * length) << 16);
            sql.countRows.setLong(3, ((span + 1) * length) << 16);
            sql.countRows.setLong(4, most);
            Long rows = Rows.first(sql.countRows);
            delivery.startDay(span, rows == null ? 0 : rows);
        }
        return delivery.rowsThatDay() >= most;
    }

    private boolean insertRow(EventStatements sql, KnownDelivery delivery, Event event) throws SQLException {
        PreparedStatement insert = sql.insertEvent;
        insert.setLong(1, delivery.number);
        insert.setLong(2, event.id().getMostSignificantBits());
        insert.setLong(3, event.id().getLeastSignificantBits());
        insert.setLong(4, clients.number(sql.connection, event.client(), event.at()));
        insert.setInt(5, event.network().kind().number());
        insert.setLong(6, event.network().prefix());
        insert.setInt(7, event.kind().number());
        if (insert.executeUpdate() == 0) {
            return false;
        }
        delivery.addRow();
        return true;
    }

    private static void writeTallies(PreparedStatement upsert, Set<Touched> touched) throws SQLException {
        for (Touched one : touched) {
            Tally tally = one.delivery.tally(one.kind);
            upsert.setLong(1, one.delivery.number);
            upsert.setInt(2, one.kind.number());
            upsert.setInt(3, UNKNOWN_CLASS);
            upsert.setLong(4, tally.events());
            upsert.setLong(5, tally.folded());
            Rows.setLong(upsert, 6, Rows.millis(tally.first()));
            upsert.executeUpdate();
        }
    }

    private static void writeCells(PreparedStatement upsert, Map<Cell, Tally.Delta> cells) throws SQLException {
        for (Map.Entry<Cell, Tally.Delta> entry : cells.entrySet()) {
            Cell cell = entry.getKey();
            Tally.Delta delta = entry.getValue();
            upsert.setLong(1, cell.campaign);
            upsert.setLong(2, cell.quarter);
            upsert.setInt(3, cell.kind);
            upsert.setInt(4, UNKNOWN_CLASS);
            upsert.setInt(5, SHARD);
            upsert.setLong(6, delta.events());
            upsert.setLong(7, delta.folded());
            upsert.setLong(8, delta.firsts());
            upsert.executeUpdate();
        }
    }
}
