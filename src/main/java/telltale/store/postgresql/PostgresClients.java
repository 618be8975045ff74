package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.LruCache;
import telltale.store.jdbc.ClientCache;
import telltale.store.jdbc.ClientQuota;
import telltale.store.jdbc.Database;

/**
 * The dictionary of clients, which all nodes share. Missing clients are inserted in a transaction of their own, so that no
 * node waits for the large transactions of another.
 */
final class PostgresClients {
    /** About 20,000 clients with usual user agents. */
    private static final long MAX_BYTES = 10 << 20;

    private final Database database;
    private final ClientQuota quota = new ClientQuota();
    private final LruCache<Client, Integer> numbers = ClientCache.create(MAX_BYTES);

    PostgresClients(Database database) {
        this.database = database;
    }

    /**
     * The numbers of the clients of a batch. Inserts new clients.
     *
     * @param storable selects the events that will be stored; a new client of the others must not be stored either
     */
    Map<Client, Integer> lookUp(List<Event> batch, UnaryOperator<List<Event>> storable) {
        Map<Client, Integer> known = new HashMap<>();
        List<Event> unknown = new ArrayList<>();
        for (Event event : batch) {
            Integer number = numbers.get(event.client());
            if (number == null) {
                unknown.add(event);
            } else {
                known.put(event.client(), number);
            }
        }
        if (!unknown.isEmpty()) {
            Map<Client, Instant> missing = new LinkedHashMap<>();
            storable.apply(unknown).forEach(event -> missing.putIfAbsent(event.client(), event.at()));
            known.putAll(findOrAdd(missing));
        }
        return known;
    }

    /** Reads or inserts the clients of events that can be stored only since the batch was looked up. */
    static Map<Client, Integer> add(Connection connection, List<Client> clients) throws SQLException {
        boolean unused = insert(connection, Set.copyOf(clients));
        return find(connection, clients);
    }

    /** Reads or inserts clients. Returns them, since a batch may have more clients than the cache. */
    private Map<Client, Integer> findOrAdd(Map<Client, Instant> missing) {
        Map<Client, Integer> found = new HashMap<>(find(missing.keySet()));
        Map<Client, Client> storedAs = new LinkedHashMap<>();
        missing.forEach((client, at) -> {
            if (!found.containsKey(client)) {
                storedAs.put(client, quota.tryAdd(at) ? client : new Client(ClientQuota.OTHER, client.flagBits()));
            }
        });
        if (!storedAs.isEmpty()) {
            Set<Client> wanted = Set.copyOf(storedAs.values());
            database.write("storing clients", connection -> insert(connection, wanted));
            Map<Client, Integer> stored = find(wanted);
            storedAs.forEach((client, as) -> found.put(client, stored.getOrDefault(as, 0)));
        }
        found.forEach(numbers::put);
        return found;
    }

    private Map<Client, Integer> find(Collection<Client> clients) {
        return clients.isEmpty()
                ? Map.of()
                : database.read("reading clients", connection -> find(connection, List.copyOf(clients)));
    }

    private static Map<Client, Integer> find(Connection connection, List<Client> wanted) throws SQLException {
        Map<Client, Integer> found = new HashMap<>();
        // Matched by position in the list: the database may have changed a text that is not valid Unicode.
        try (PreparedStatement select = connection.prepareStatement("""
                select u.place, c.number
                from unnest(?::text[], ?::bigint[]) with ordinality as u (agent, flags, place)
                join clients c on c.agent = u.agent and c.flags = u.flags""")) {
            bind(connection, select, wanted);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(wanted.get(row.getInt(1) - 1), row.getInt(2));
                }
            }
        }
        return found;
    }

    /** Inserts clients in one order, so that concurrent nodes do not deadlock. */
    private static boolean insert(Connection connection, Set<Client> clients) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into clients (agent, flags)
                select u.agent, u.flags from unnest(?::text[], ?::bigint[]) as u (agent, flags)
                where not exists (select from clients c where c.agent = u.agent and c.flags = u.flags)
                order by u.agent collate "C", u.flags
                on conflict do nothing""")) {
            bind(connection, insert, List.copyOf(clients));
            insert.executeUpdate();
            return true;
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Client> clients)
            throws SQLException {
        List<Long> flags = new ArrayList<>();
        clients.forEach(client -> flags.add(client.flagBits()));
        statement.setArray(
                1,
                connection.createArrayOf(
                        "text", clients.stream().map(Client::agent).toArray()));
        statement.setArray(2, connection.createArrayOf("int8", flags.toArray()));
    }
}
