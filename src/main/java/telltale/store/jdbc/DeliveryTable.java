package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.OpenCounts;

/** The deliveries and their counters in a relational database. */
final class DeliveryTable {
    /** The sender of deliveries that another mailer sends, in place of a node. */
    static final UUID EXTERNAL = new UUID(0, 1);

    private static final String SELECT_DELIVERY = """
            select d.id, d.recipient, c.name, d.subject, d.state, d.accepted_at, d.detail
            from deliveries d left join campaigns c on c.number = d.campaign
            """;

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;

    DeliveryTable(Database database, CampaignCounters campaigns, JdbcPersons persons) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
    }

    void insert(Delivery delivery, UUID sender, boolean pixel) {
        database.write("storing a delivery", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into deliveries
                    (id, created_at, recipient, campaign, subject, state, accepted_at, detail, node, person, pixel)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
                database.setId(insert, 1, delivery.id().value());
                insert.setLong(2, delivery.createdAt().toEpochMilli());
                insert.setString(3, delivery.to().toString());
                Long campaign = campaigns.number(connection, delivery.campaign());
                RowMapping.setLong(insert, 4, campaign);
                insert.setString(5, delivery.subject());
                insert.setString(6, delivery.state().wireName());
                RowMapping.setLong(insert, 7, RowMapping.millis(delivery.acceptedAt()));
                insert.setString(8, delivery.detail());
                database.setId(insert, 9, sender);
                RowMapping.setLong(
                        insert,
                        10,
                        persons.numbers(connection, List.of(delivery.to())).get(delivery.to()));
                insert.setInt(11, pixel ? 1 : 0);
                insert.executeUpdate();
                campaigns.add(connection, campaign, delivery.createdAt(), delivery.state());
                return true;
            }
        });
    }

    boolean acceptExternal(DeliveryId delivery, Instant at, String detail) {
        return database.write("accepting an external delivery", connection -> {
            try (PreparedStatement update = connection.prepareStatement("""
                    update deliveries set state = 'accepted', accepted_at = ?, detail = ?
                    where id = ? and state = 'sending' and node = ?
                    returning campaign, created_at""")) {
                update.setLong(1, at.toEpochMilli());
                update.setString(2, detail);
                database.setId(update, 3, delivery.value());
                database.setId(update, 4, EXTERNAL);
                return campaigns.step(connection, update, DeliveryState.ACCEPTED) == 1;
            }
        });
    }

    Optional<Delivery> find(DeliveryId id) {
        return database.read("reading a delivery", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT_DELIVERY + "where d.id = ?")) {
                database.setId(select, 1, id.value());
                return readDeliveries(select).stream().findFirst();
            }
        });
    }

    DeliveryPage page(DeliveryQuery query) {
        List<Binding> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("where 1 = 1");
        EmailAddress to = query.to();
        if (to != null) {
            // Deliveries from before there were persons have none.
            where.append(" and (d.person = ? or (d.person is null and lower(d.recipient) = lower(?)))");
            values.add((select, position) -> {
                Long person = persons.numberOf(select.getConnection(), to);
                select.setLong(position, person == null ? 0 : person);
            });
            values.add(text(to.toString()));
        }
        if (query.campaign() != null) {
            where.append(" and ")
                    .append(withoutIndex("d.campaign", to))
                    .append(" = (select number from campaigns where name = ?)");
            values.add(text(query.campaign()));
        }
        if (query.state() != null) {
            where.append(" and ").append(withoutIndex("d.state", to)).append(" = ?");
            values.add(text(query.state().wireName()));
        }
        DeliveryId before = query.before();
        if (before != null) {
            where.append(" and d.id < ?");
            values.add((select, position) -> database.setId(select, position, before.value()));
        }
        return database.read("listing deliveries", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(SELECT_DELIVERY + where + " order by d.id desc limit ?")) {
                int position = 0;
                for (Binding value : values) {
                    value.bind(select, ++position);
                }
                select.setInt(position + 1, query.limit() + 1);
                return page(readDeliveries(select), query.limit());
            }
        });
    }

    /** A column; hidden from indexes in a query for a recipient, who has few deliveries. */
    private static String withoutIndex(String column, @Nullable EmailAddress recipient) {
        return recipient == null ? column : "coalesce(" + column + ", null)";
    }

    /** Binds a value to a parameter. */
    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }

    private static Binding text(String value) {
        return (statement, position) -> statement.setString(position, value);
    }

    /** The counters of deliveries by id, without those that have none. */
    Map<UUID, OpenCounts> counts(Connection connection, List<DeliveryId> deliveries) throws SQLException {
        Map<UUID, OpenCounts> found = new HashMap<>();
        if (deliveries.isEmpty()) {
            return found;
        }
        try (PreparedStatement select =
                connection.prepareStatement("""
                select d.id, sum(case c.kind when ? then c.events else 0 end), sum(case c.kind when ? then c.events else 0 end)
                from deliveries d join delivery_counters c on c.delivery = d.number
                where d.id in (?""" + ", ?".repeat(deliveries.size() - 1) + ") group by d.id")) {
            select.setInt(1, EventKind.OPEN.number());
            select.setInt(2, EventKind.CLICK.number());
            for (int i = 0; i < deliveries.size(); i++) {
                database.setId(select, i + 3, deliveries.get(i).value());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(database.id(row, 1), new OpenCounts(row.getLong(2), row.getLong(3)));
                }
            }
        }
        return found;
    }

    /** A page of deliveries, made from up to one row more than the limit. */
    private static DeliveryPage page(List<Delivery> found, int limit) {
        if (found.size() <= limit) {
            return new DeliveryPage(found, null);
        }
        List<Delivery> page = List.copyOf(found.subList(0, limit));
        return new DeliveryPage(page, page.get(limit - 1).id());
    }

    private List<Delivery> readDeliveries(PreparedStatement select) throws SQLException {
        List<Delivery> deliveries = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                deliveries.add(new Delivery(
                        new DeliveryId(database.id(row, 1)),
                        EmailAddress.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        DeliveryState.ofWireName(row.getString(5)),
                        RowMapping.instant(row, 6),
                        row.getString(7)));
            }
        }
        return deliveries;
    }
}
