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
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.LruCache;
import telltale.store.jdbc.ClientCache;
import telltale.store.jdbc.ClientQuota;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.Days;
import telltale.store.jdbc.RowMapping;

/**
 * The dictionary of clients, which all nodes share. Missing clients are inserted in a transaction of their own, so that no
 * node waits for the large transactions of another.
 */
final class PostgresClients {
    /** About 20,000 clients with usual user agents. */
    private static final long MAX_BYTES = 10 << 20;

    private final Database database;
    private final ClientQuota quota = new ClientQuota();
    private final LruCache<Client, ClientCache.Known> cache = ClientCache.create(MAX_BYTES);

    PostgresClients(Database database) {
        this.database = database;
    }

    /**
     * The numbers of the clients of a batch, which are noted as used today. Inserts new clients.
     *
     * @param storable selects the events that will be stored; a client of the others must be neither stored nor noted
     */
    Map<Client, Integer> lookUp(List<Event> batch, UnaryOperator<List<Event>> storable) {
        long today = Days.today(database.clock());
        Map<Client, Integer> known = new HashMap<>();
        List<Event> unknown = new ArrayList<>();
        for (Event event : batch) {
            ClientCache.Known cached = cache.get(event.client());
            if (cached == null || cached.day() != today) {
                unknown.add(event);
            } else {
                known.put(event.client(), (int) cached.number());
            }
        }
        if (!unknown.isEmpty()) {
            Map<Client, Instant> missing = new LinkedHashMap<>();
            storable.apply(unknown).forEach(event -> missing.putIfAbsent(event.client(), event.at()));
            known.putAll(findOrAdd(missing, today));
        }
        return known;
    }

    /** Reads or inserts the clients of events that can be stored only since the batch was looked up. */
    Map<Client, Integer> add(Connection connection, List<Client> clients) throws SQLException {
        long today = Days.today(database.clock());
        boolean unused = insert(connection, Set.copyOf(clients), today);
        Stored stored = find(connection, clients, today);
        return stored.with(use(connection, stored.unused.keySet(), today));
    }

    /** Reads or inserts clients. Returns them, since a batch may have more clients than the cache. */
    private Map<Client, Integer> findOrAdd(Map<Client, Instant> missing, long today) {
        Map<Client, Integer> found = new HashMap<>(find(missing.keySet(), today));
        Map<Client, Client> storedAs = new LinkedHashMap<>();
        missing.forEach((client, at) -> {
            if (!found.containsKey(client)) {
                storedAs.put(client, quota.tryAdd(at) ? client : new Client(ClientQuota.OTHER, client.flagBits()));
            }
        });
        if (!storedAs.isEmpty()) {
            Set<Client> wanted = Set.copyOf(storedAs.values());
            database.write("storing clients", connection -> insert(connection, wanted, today));
            Map<Client, Integer> stored = find(wanted, today);
            storedAs.forEach((client, as) -> found.put(client, stored.getOrDefault(as, 0)));
        }
        found.forEach((client, number) -> cache.put(client, new ClientCache.Known(number, today)));
        return found;
    }

    /** Clients that are stored: the numbers of those that were used today, and the others by their numbers. */
    private record Stored(Map<Client, Integer> used, Map<Integer, Client> unused) {
        /** The numbers of those that were used today, and of those that are noted as used now. */
        Map<Client, Integer> with(List<Integer> noted) {
            Map<Client, Integer> numbers = new HashMap<>(used);
            noted.forEach(number -> numbers.put(Objects.requireNonNull(unused.get(number)), number));
            return numbers;
        }
    }

    /** The numbers of clients that are stored. One that was not used today is noted as used, unless it is being deleted. */
    private Map<Client, Integer> find(Collection<Client> clients, long today) {
        if (clients.isEmpty()) {
            return Map.of();
        }
        Stored stored = database.read("reading clients", connection -> find(connection, List.copyOf(clients), today));
        return stored.unused.isEmpty()
                ? stored.used
                : stored.with(database.write(
                        "noting clients as used", connection -> use(connection, stored.unused.keySet(), today)));
    }

    private static Stored find(Connection connection, List<Client> wanted, long today) throws SQLException {
        Stored stored = new Stored(new HashMap<>(), new HashMap<>());
        // Matched by position in the list: the database may have changed a text that is not valid Unicode.
        try (PreparedStatement select = connection.prepareStatement("""
                select u.place, c.number, c.used
                from unnest(?::text[], ?::bigint[]) with ordinality as u (agent, flags, place)
                join clients c on c.agent = u.agent and c.flags = u.flags and c.verdict = ''""")) {
            bind(connection, select, 1, wanted);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Client client = wanted.get(row.getInt(1) - 1);
                    if (row.getLong(3) < today) {
                        stored.unused.put(row.getInt(2), client);
                    } else {
                        stored.used.put(client, row.getInt(2));
                    }
                }
            }
        }
        return stored;
    }

    /** Notes clients as used, in one order, so that concurrent nodes do not deadlock; returns those that exist. */
    private static List<Integer> use(Connection connection, Set<Integer> numbers, long today) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update clients set used = greatest(used, ?)
                where number in (select number from clients where number = any(?) order by number for update)
                returning number""")) {
            update.setLong(1, today);
            PostgresRows.setArray(connection, update, 2, "int4", List.copyOf(numbers), number -> number);
            return RowMapping.all(update, row -> row.getInt(1));
        }
    }

    /** Inserts clients in one order, so that concurrent nodes do not deadlock. */
    private static boolean insert(Connection connection, Set<Client> clients, long today) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into clients (agent, flags, used)
                select u.agent, u.flags, ? from unnest(?::text[], ?::bigint[]) as u (agent, flags)
                where not exists (
                    select from clients c where c.agent = u.agent and c.flags = u.flags and c.verdict = '')
                order by u.agent collate "C", u.flags
                on conflict do nothing""")) {
            insert.setLong(1, today);
            bind(connection, insert, 2, List.copyOf(clients));
            insert.executeUpdate();
            return true;
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int from, List<Client> clients)
            throws SQLException {
        List<Long> flags = new ArrayList<>();
        clients.forEach(client -> flags.add(client.flagBits()));
        statement.setArray(
                from,
                connection.createArrayOf(
                        "text", clients.stream().map(Client::agent).toArray()));
        statement.setArray(from + 1, connection.createArrayOf("int8", flags.toArray()));
    }
}
