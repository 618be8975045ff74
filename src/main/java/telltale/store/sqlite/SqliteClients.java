package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.LruCache;
import telltale.store.jdbc.ClientCache;
import telltale.store.jdbc.ClientQuota;
import telltale.store.jdbc.Days;
import telltale.store.jdbc.RowMapping;

/**
 * The dictionary of clients. Strangers write it, so its growth per hour is limited; clients beyond the limit are stored as
 * {@code other}.
 */
final class SqliteClients {
    /** About 5,000 clients with usual user agents. */
    private static final long MAX_BYTES = 3 << 20;

    private final LruCache<Client, ClientCache.Known> known = ClientCache.create(MAX_BYTES);
    private final ClientQuota quota = new ClientQuota();
    private final Clock clock;

    SqliteClients(Clock clock) {
        this.clock = clock;
    }

    /** The number of a client, which is noted as used today. Inserts a new client within the limit. */
    long number(Connection connection, Client client, Instant at) throws SQLException {
        long today = Days.today(clock);
        ClientCache.Known cached = known.get(client);
        if (cached != null && cached.day() == today) {
            return cached.number();
        }
        Long stored = use(connection, client, today);
        if (stored == null) {
            stored = quota.tryAdd(at) ? insert(connection, client, today) : other(connection, client, today);
        }
        known.put(client, new ClientCache.Known(stored, today));
        return stored;
    }

    /** Clears the cache after a rollback, since some numbers may not exist. */
    void clear() {
        known.clear();
    }

    private static long other(Connection connection, Client client, long today) throws SQLException {
        Client other = new Client(ClientQuota.OTHER, client.flagBits());
        Long stored = use(connection, other, today);
        return stored != null ? stored : insert(connection, other, today);
    }

    private static @Nullable Long use(Connection connection, Client client, long today) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update clients set used = ? where agent = ? and flags = ? and verdict = '' returning number")) {
            update.setLong(1, today);
            update.setString(2, client.agent());
            update.setLong(3, client.flagBits());
            return RowMapping.first(update);
        }
    }

    private static long insert(Connection connection, Client client, long today) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into clients (agent, flags, verdict, used) values (?, ?, '', ?) returning number")) {
            insert.setString(1, client.agent());
            insert.setLong(2, client.flagBits());
            insert.setLong(3, today);
            Long number = RowMapping.first(insert);
            if (number == null) {
                throw new SQLException("a new client got no number");
            }
            return number;
        }
    }
}
