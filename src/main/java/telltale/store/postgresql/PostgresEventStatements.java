package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.EventGroup;
import telltale.store.jdbc.EventRow;
import telltale.store.jdbc.EventStatements;
import telltale.store.jdbc.KnownDelivery;
import telltale.store.jdbc.KnownDelivery.KindCounters;
import telltale.store.jdbc.RowMapping;

/**
 * The statements that store events in PostgreSQL, a few for each batch. Other nodes write the same counters, so the cached
 * ones only decide which events get a row. The database adds, in one order on every node, and returns the state before.
 */
final class PostgresEventStatements implements EventStatements {
    private static final String READ_DELIVERIES = """
            select d.id, d.number, %s, coalesce(d.person, 0), p.withdrawn_at is not null or p.restricted_at is not null,
                coalesce(p.opens_from, 0), coalesce(p.clicks_from, 0), coalesce(p.hygiene_denied, 0)
            from deliveries d left join persons p on p.number = d.person where d.id = any(?)""".formatted(CampaignSeries.OF_DELIVERY);

    private final PostgresClients clients;
    private Map<Client, Integer> clientNumbers = Map.of();

    PostgresEventStatements(Database database) {
        this.clients = new PostgresClients(database);
    }

    /**
     * Looks up the clients of a batch before its transaction, so that it holds no lock meanwhile.
     *
     * @param storable selects the events that will be stored
     */
    void lookUpClients(List<Event> batch, UnaryOperator<List<Event>> storable) {
        clientNumbers = clients.lookUp(batch, storable);
    }

    @Override
    public Map<DeliveryId, KnownDelivery> readDeliveries(Connection connection, Set<DeliveryId> ids)
            throws SQLException {
        Map<DeliveryId, KnownDelivery> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(READ_DELIVERIES)) {
            PostgresRows.setArray(connection, select, 1, "uuid", List.copyOf(ids), DeliveryId::value);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(new DeliveryId(row.getObject(1, UUID.class)), KnownDelivery.read(row, 2));
                }
            }
        }
        return found;
    }

    @Override
    public void readCounters(Connection connection, Collection<KnownDelivery> deliveries) throws SQLException {
        Map<Long, KnownDelivery> byNumber =
                deliveries.stream().collect(Collectors.toMap(delivery -> delivery.number, Function.identity()));
        try (PreparedStatement select = connection.prepareStatement(
                "select delivery, kind, day, day_rows from delivery_counters where delivery = any(?)")) {
            PostgresRows.setArray(connection, select, 1, "int8", List.copyOf(byNumber.keySet()), number -> number);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    KnownDelivery delivery = byNumber.get(row.getLong(1));
                    if (delivery != null) {
                        KindCounters counters = delivery.counters(StoredConstant.of(EventKind.class, row.getInt(2)));
                        counters.day = row.getLong(3);
                        counters.rowsThatDay = row.getLong(4);
                    }
                }
            }
        }
    }

    @Override
    public void insertRows(Connection connection, List<EventRow> rows) throws SQLException {
        Map<Client, Integer> numbers = withLateClients(connection, rows);
        List<PostgresRows.Row> inserted = new ArrayList<>(rows.size());
        for (EventRow row : rows) {
            inserted.add(new PostgresRows.Row(
                    row.counters().delivery.number,
                    row.event().network().prefix(),
                    row.event().id(),
                    numbers.getOrDefault(row.event().client(), 0),
                    row.event().network().kind().number(),
                    row.event().kind().number(),
                    row.event().link()));
        }
        PostgresRows.insert(connection, inserted);
    }

    /** The numbers of clients, with those of events that became storable since {@link #lookUpClients}, by a consent in between. */
    private Map<Client, Integer> withLateClients(Connection connection, List<EventRow> rows) throws SQLException {
        List<Client> late = rows.stream()
                .map(row -> row.event().client())
                .filter(client -> !clientNumbers.containsKey(client))
                .distinct()
                .toList();
        if (late.isEmpty()) {
            return clientNumbers;
        }
        Map<Client, Integer> numbers = new HashMap<>(clientNumbers);
        numbers.putAll(clients.add(connection, late));
        return numbers;
    }

    /** The key of a delivery counter. */
    private record Key(long delivery, int kind) {}

    @Override
    public void addToDeliveries(Connection connection, List<EventGroup> groups) throws SQLException {
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
            PostgresRows.setArray(connection, upsert, 1, "int8", groups, EventGroup::delivery);
            PostgresRows.setArray(connection, upsert, 2, "int2", groups, EventGroup::kind);
            PostgresRows.setArray(connection, upsert, 3, "int8", groups, EventGroup::events);
            PostgresRows.setArray(connection, upsert, 4, "int8", groups, EventGroup::aggregated);
            PostgresRows.setArray(
                    connection,
                    upsert,
                    5,
                    "int8",
                    groups,
                    group -> group.first().toEpochMilli());
            PostgresRows.setArray(connection, upsert, 6, "int4", groups, EventGroup::day);
            PostgresRows.setArray(connection, upsert, 7, "int4", groups, EventGroup::dayRows);
            readStates(upsert, groups);
        }
    }

    /** Reads the state of counters in the database into the cached ones. */
    private static void readStates(PreparedStatement upsert, List<EventGroup> groups) throws SQLException {
        Map<Key, KindCounters> counters = groups.stream()
                .collect(Collectors.toMap(group -> new Key(group.delivery(), group.kind()), EventGroup::counters));
        try (ResultSet row = upsert.executeQuery()) {
            while (row.next()) {
                KindCounters changed = counters.get(new Key(row.getLong(1), row.getInt(2)));
                if (changed != null) {
                    changed.first = RowMapping.instant(row, 3);
                    changed.day = row.getLong(4);
                    changed.rowsThatDay = row.getLong(5);
                }
            }
        }
    }

    /**
     * Marks deliveries for judgement. An existing mark is updated and so locked: a judge that took it now would not see
     * these events, and the delivery would not be judged again.
     */
    @Override
    public void markUnjudged(Connection connection, List<Long> deliveries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into unjudged (delivery)
                select delivery from unnest(?::bigint[]) as u (delivery) order by delivery
                on conflict (delivery) do update set delivery = excluded.delivery""")) {
            PostgresRows.setArray(connection, insert, 1, "int8", deliveries, number -> number);
            insert.executeUpdate();
        }
    }
}
