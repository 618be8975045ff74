package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Uuid7;
import telltale.store.Appended;

/**
 * Inserts events, turning deliveries and clients into their numbers. Used by one thread at a time: the one that holds
 * the writing connection.
 */
final class EventWriter {
    /** What stands for the delivery of a pixel without a token. */
    private static final Long ANONYMOUS = 0L;

    private static final int REMEMBERED_DELIVERIES = 50_000;
    private static final int REMEMBERED_CLIENTS = 5_000;

    private final Map<DeliveryId, Long> deliveries = new Recent<>(REMEMBERED_DELIVERIES);
    private final Map<Client, Long> clients = new Recent<>(REMEMBERED_CLIENTS);

    Appended insert(Connection connection, List<Event> batch) throws SQLException {
        Map<Client, Long> newClients = new HashMap<>();
        int stored = 0;
        int unknownDelivery = 0;
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into events (delivery, id_high, id_low, client, network, prefix, kind)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            for (Event event : batch) {
                DeliveryId delivery = event.delivery();
                Long number = delivery == null ? ANONYMOUS : deliveryNumber(connection, delivery);
                if (number == null) {
                    unknownDelivery++;
                    continue;
                }
                insert.setLong(1, number);
                insert.setLong(2, event.id().getMostSignificantBits());
                insert.setLong(3, event.id().getLeastSignificantBits());
                insert.setLong(4, clientNumber(connection, event.client(), newClients));
                insert.setInt(5, event.network().kind().number());
                insert.setLong(6, event.network().prefix());
                insert.setInt(7, event.kind().number());
                stored += insert.executeUpdate();
            }
        }
        return new Appended(stored, unknownDelivery);
    }

    private @Nullable Long deliveryNumber(Connection connection, DeliveryId delivery) throws SQLException {
        Long known = deliveries.get(delivery);
        if (known != null) {
            return known;
        }
        try (PreparedStatement select = connection.prepareStatement("select number from deliveries where id = ?")) {
            select.setBytes(1, Uuid7.bytes(delivery.value()));
            Long number = first(select);
            if (number != null) {
                deliveries.put(delivery, number);
            }
            return number;
        }
    }

    /** New clients are remembered by a later batch only: this transaction may yet be rolled back, and they with it. */
    private long clientNumber(Connection connection, Client client, Map<Client, Long> newClients) throws SQLException {
        Long known = newClients.getOrDefault(client, clients.get(client));
        if (known != null) {
            return known;
        }
        Long stored = findClient(connection, client);
        if (stored != null) {
            clients.put(client, stored);
            return stored;
        }
        long number = insertClient(connection, client);
        newClients.put(client, number);
        return number;
    }

    private static long insertClient(Connection connection, Client client) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into clients (agent, flags) values (?, ?) returning number")) {
            insert.setString(1, client.agent());
            insert.setInt(2, client.flagBits());
            Long number = first(insert);
            if (number == null) {
                throw new SQLException("a new client got no number");
            }
            return number;
        }
    }

    private static @Nullable Long findClient(Connection connection, Client client) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select number from clients where agent = ? and flags = ?")) {
            select.setString(1, client.agent());
            select.setInt(2, client.flagBits());
            return first(select);
        }
    }

    private static @Nullable Long first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : null;
        }
    }

    /** The entries used last, up to a number of them. */
    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }
}
