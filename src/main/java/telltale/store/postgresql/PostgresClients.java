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
import telltale.model.Client;
import telltale.model.Event;
import telltale.store.jdbc.ClientCache;
import telltale.store.jdbc.ClientQuota;
import telltale.store.jdbc.Database;

/**
 * The dictionary of clients, which all nodes share. What is missing is added in a transaction of its own, so that no node
 * waits for the large transactions of another.
 */
final class PostgresClients {
    /** Some 20,000 clients with usual agents. */
    private static final long MAX_BYTES = 10 << 20;

    private final Database database;
    private final ClientQuota room = new ClientQuota();
    private final ClientCache<Integer> numbers = new ClientCache<>(MAX_BYTES);

    PostgresClients(Database database) {
        this.database = database;
    }

    /** Learns the numbers of the clients of a batch, and returns them. */
    Map<Client, Integer> lookUp(List<Event> batch) {
        Map<Client, Integer> known = new HashMap<>();
        Map<Client, Instant> missing = new LinkedHashMap<>();
        for (Event event : batch) {
            Integer number = numbers.get(event.client());
            if (number == null) {
                missing.putIfAbsent(event.client(), event.at());
            } else {
                known.put(event.client(), number);
            }
        }
        if (!missing.isEmpty()) {
            known.putAll(learn(missing));
        }
        return known;
    }

    /** A batch may hold more clients than are remembered, so what was learned is returned besides. */
    private Map<Client, Integer> learn(Map<Client, Instant> missing) {
        Map<Client, Integer> learned = new HashMap<>(find(missing.keySet()));
        Map<Client, Client> storedAs = new LinkedHashMap<>();
        missing.forEach((client, at) -> {
            if (!learned.containsKey(client)) {
                storedAs.put(client, room.isRoomFor(at) ? client : new Client(ClientQuota.OTHER, client.flags()));
            }
        });
        if (!storedAs.isEmpty()) {
            Set<Client> wanted = Set.copyOf(storedAs.values());
            database.write("storing clients", connection -> add(connection, wanted));
            Map<Client, Integer> found = find(wanted);
            storedAs.forEach((client, as) -> learned.put(client, found.getOrDefault(as, 0)));
        }
        learned.forEach(numbers::put);
        return learned;
    }

    private Map<Client, Integer> find(Collection<Client> clients) {
        List<Client> wanted = List.copyOf(clients);
        return database.read("reading clients", connection -> {
            Map<Client, Integer> found = new HashMap<>();
            // The place in the list tells which: the database may have changed a text that is no Unicode.
            try (PreparedStatement select = connection.prepareStatement("""
                    select u.place, c.number
                    from unnest(?::text[], ?::integer[]) with ordinality as u (agent, flags, place)
                    join clients c on c.agent = u.agent and c.flags = u.flags""")) {
                bind(connection, select, wanted);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.put(wanted.get(row.getInt(1) - 1), row.getInt(2));
                    }
                }
            }
            return found;
        });
    }

    /** In one order, so that two nodes that add the same do not wait for each other in a circle. */
    private static boolean add(Connection connection, Set<Client> clients) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into clients (agent, flags)
                select u.agent, u.flags from unnest(?::text[], ?::integer[]) as u (agent, flags)
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
        List<Integer> flags = new ArrayList<>();
        clients.forEach(client -> flags.add(client.flagBits()));
        statement.setArray(
                1,
                connection.createArrayOf(
                        "text", clients.stream().map(Client::agent).toArray()));
        statement.setArray(2, connection.createArrayOf("int4", flags.toArray()));
    }
}
