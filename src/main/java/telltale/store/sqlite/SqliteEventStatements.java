package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.model.Uuid7;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.EventGroup;
import telltale.store.jdbc.EventRow;
import telltale.store.jdbc.EventStatements;
import telltale.store.jdbc.KnownDelivery;
import telltale.store.jdbc.KnownDelivery.KindCounters;
import telltale.store.jdbc.RowBatch;
import telltale.store.jdbc.RowMapping;

/**
 * The statements that store events in the embedded database. Nothing else writes it, so the cached counters equal the
 * database. Each row refers to the previous one of its delivery and kind.
 */
final class SqliteEventStatements implements EventStatements {
    private static final RowBatch INSERT_EVENTS = new RowBatch(
            "insert into events (number, id_high, id_low, delivery, previous, client, network, prefix, kind, link)"
                    + " values %s",
            10);
    private static final RowBatch ADD_TO_DELIVERIES = new RowBatch("""
            insert into delivery_counters (delivery, kind, events, folded, first_at, last_event, day, day_rows) values %s
            on conflict do update
            set events = events + excluded.events, folded = folded + excluded.folded,
                first_at = min(first_at, excluded.first_at), last_event = excluded.last_event, day = excluded.day,
                day_rows = excluded.day_rows""", 8);
    private static final RowBatch MARK_UNJUDGED =
            new RowBatch("insert into unjudged (delivery) values %s on conflict do nothing", 1);

    private static final String READ_DELIVERIES = """
            select d.number, %s, coalesce(d.person, 0), p.withdrawn_at is not null or p.restricted_at is not null,
                coalesce(p.opens_from, 0), coalesce(p.clicks_from, 0), coalesce(p.hygiene_denied, 0)
            from deliveries d left join persons p on p.number = d.person where d.id = ?""".formatted(CampaignSeries.OF_DELIVERY);

    private final SqliteClients clients;
    private @Nullable Long lastRow;

    SqliteEventStatements(Clock clock) {
        this.clients = new SqliteClients(clock);
    }

    @Override
    public Map<DeliveryId, KnownDelivery> readDeliveries(Connection connection, Set<DeliveryId> ids)
            throws SQLException {
        Map<DeliveryId, KnownDelivery> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(READ_DELIVERIES)) {
            for (DeliveryId id : ids) {
                select.setBytes(1, Uuid7.bytes(id.value()));
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        found.put(id, KnownDelivery.read(row, 1));
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void readCounters(Connection connection, Collection<KnownDelivery> deliveries) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select kind, first_at, last_event, day, day_rows from delivery_counters where delivery = ?")) {
            for (KnownDelivery delivery : deliveries) {
                select.setLong(1, delivery.number);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        KindCounters counters = delivery.counters(StoredConstant.of(EventKind.class, row.getInt(1)));
                        counters.first = RowMapping.instant(row, 2);
                        counters.lastRow = row.getLong(3);
                        counters.day = row.getLong(4);
                        counters.rowsThatDay = row.getLong(5);
                    }
                }
            }
        }
    }

    @Override
    public void insertRows(Connection connection, List<EventRow> rows) throws SQLException {
        INSERT_EVENTS.run(connection, rows, (insert, from, row) -> {
            Event event = row.event();
            KindCounters counters = row.counters();
            long number = lastRow(connection) + 1;
            insert.setLong(from, number);
            insert.setLong(from + 1, event.id().getMostSignificantBits());
            insert.setLong(from + 2, event.id().getLeastSignificantBits());
            insert.setLong(from + 3, counters.delivery.number);
            insert.setLong(from + 4, counters.lastRow);
            insert.setLong(from + 5, clients.number(connection, event.client(), event.at()));
            insert.setInt(from + 6, event.network().kind().number());
            insert.setLong(from + 7, event.network().prefix());
            insert.setInt(from + 8, event.kind().number());
            insert.setInt(from + 9, event.link());
            counters.lastRow = number;
            lastRow = number;
        });
    }

    /** The highest row number ever used. Rows refer to each other, so none is used again. */
    private long lastRow(Connection connection) throws SQLException {
        Long known = lastRow;
        if (known != null) {
            return known;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select max(coalesce((select max(number) from events), 0), deleted_through) from retention")) {
            Long found = RowMapping.first(select);
            return found == null ? 0 : found;
        }
    }

    @Override
    public void addToDeliveries(Connection connection, List<EventGroup> groups) throws SQLException {
        ADD_TO_DELIVERIES.run(connection, groups, (upsert, from, group) -> {
            KindCounters counters = group.counters();
            upsert.setLong(from, group.delivery());
            upsert.setInt(from + 1, group.kind());
            upsert.setLong(from + 2, group.events());
            upsert.setLong(from + 3, group.aggregated());
            upsert.setLong(from + 4, group.first().toEpochMilli());
            upsert.setLong(from + 5, counters.lastRow);
            upsert.setLong(from + 6, counters.day);
            upsert.setLong(from + 7, counters.rowsThatDay);
        });
    }

    @Override
    public void markUnjudged(Connection connection, List<Long> deliveries) throws SQLException {
        MARK_UNJUDGED.run(connection, deliveries, PreparedStatement::setLong);
    }

    @Override
    public void clear() {
        clients.clear();
        lastRow = null;
    }
}
