package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.LruCache;
import telltale.store.jdbc.ClientCache;
import telltale.store.jdbc.ClientQuota;
import telltale.store.jdbc.RowMapping;

/**
 * The dictionary of clients. Strangers write it, so its growth per hour is limited; clients beyond the limit are stored as
 * {@code other}.
 */
final class SqliteClients {
    /** About 5,000 clients with usual user agents. */
    private static final long MAX_BYTES = 3 << 20;

    private final LruCache<Client, Long> numbers = ClientCache.create(MAX_BYTES);
    private final ClientQuota quota = new ClientQuota();

    /** The number of a client. Inserts a new client within the limit. */
    long number(Connection connection, Client client, Instant at) throws SQLException {
        Long cached = numbers.get(client);
        if (cached != null) {
            return cached;
        }
        Long stored = find(connection, client);
        if (stored == null) {
            stored = quota.tryAdd(at) ? insert(connection, client) : other(connection, client);
        }
        numbers.put(client, stored);
        return stored;
    }

    /** Clears the cache after a rollback, since some numbers may not exist. */
    void clear() {
        numbers.clear();
    }

    private static long other(Connection connection, Client client) throws SQLException {
        Client other = new Client(ClientQuota.OTHER, client.flagBits());
        Long stored = find(connection, other);
        return stored != null ? stored : insert(connection, other);
    }

    private static @Nullable Long find(Connection connection, Client client) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select number from clients where agent = ? and flags = ?")) {
            select.setString(1, client.agent());
            select.setLong(2, client.flagBits());
            return RowMapping.first(select);
        }
    }

    private static long insert(Connection connection, Client client) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into clients (agent, flags) values (?, ?) returning number")) {
            insert.setString(1, client.agent());
            insert.setLong(2, client.flagBits());
            Long number = RowMapping.first(insert);
            if (number == null) {
                throw new SQLException("a new client got no number");
            }
            return number;
        }
    }
}
