package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import telltale.model.Event;
import telltale.model.Uuid7;
import telltale.store.jdbc.AgentTable;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.RowMapping;

/**
 * The clients of events in PostgreSQL, in the order of their ids, which is that of their times. Events are read in windows of time
 * that double as long as they have few events. An event that is stored late moves the place back.
 */
final class PostgresAgents implements AgentTable {
    private static final long LOCK = 0x54454c4c_41474e54L;
    private static final long FIRST_WINDOW_MILLIS = 1_000;
    private static final long MAX_WINDOW_MILLIS = Duration.ofDays(1).toMillis();
    /** Events that are not older cannot have been passed: only older ones are reduced. */
    private static final Duration ON_TIME = Duration.ofMinutes(10);

    private static final UUID BEGIN = new UUID(0, 0);

    private final Database database;
    private long window = FIRST_WINDOW_MILLIS;

    PostgresAgents(Database database) {
        this.database = database;
    }

    /** Moves the place back for events that are stored late, and keeps it until the end of their transaction. */
    static void announce(Connection connection, List<Event> events, Instant now) throws SQLException {
        Instant oldest = events.stream().map(Event::at).min(Instant::compareTo).orElse(Instant.MAX);
        if (oldest.isAfter(now.minus(ON_TIME))) {
            return;
        }
        PostgresDatabase.execute(connection, "select pg_advisory_xact_lock_shared(" + LOCK + ")");
        try (PreparedStatement update =
                connection.prepareStatement("update agent_reduction set reached = ? where reached > ?")) {
            update.setObject(1, PostgresPartitions.bound(oldest));
            update.setObject(2, PostgresPartitions.bound(oldest));
            update.executeUpdate();
        }
    }

    @Override
    public Optional<Span> next(Connection connection, Instant cutoff, int limit) throws SQLException {
        if (!isLocked(connection)) {
            return Optional.empty();
        }
        UUID reached = reached(connection);
        long from = reached.equals(BEGIN) ? oldest(connection, cutoff) : reached.getMostSignificantBits() >>> 16;
        long to = Math.max(from, Math.min(cutoff.toEpochMilli(), from + window));
        List<Row> rows = read(connection, reached, to, limit);
        boolean isFull = rows.size() == limit;
        window = isFull ? FIRST_WINDOW_MILLIS : Math.min(2 * window, MAX_WINDOW_MILLIS);
        UUID bound = PostgresPartitions.bound(Instant.ofEpochMilli(to));
        UUID end = isFull ? rows.get(limit - 1).place() : bound.compareTo(reached) > 0 ? bound : reached;
        return Optional.of(new Span(rows, end, !isFull && to >= cutoff.toEpochMilli()));
    }

    /** Whether no other node reduces, and none stores old events; holds until the end of the transaction. */
    private static boolean isLocked(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_xact_lock(" + LOCK + ")");
                ResultSet row = lock.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static UUID reached(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select reached from agent_reduction");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getObject(1, UUID.class) : BEGIN;
        }
    }

    /** A time before which there is no event, at most the cutoff. */
    private static long oldest(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("select id from events_others order by id limit 1");
                ResultSet row = select.executeQuery()) {
            Instant other = row.next() ? Uuid7.instant(row.getObject(1, UUID.class)) : cutoff;
            Instant oldest = PostgresPartitions.weeks(connection).stream()
                    .map(PostgresPartitions.Week::begin)
                    .findFirst()
                    .filter(week -> week.isBefore(other))
                    .orElse(other);
            return Math.min(oldest.toEpochMilli(), cutoff.toEpochMilli());
        }
    }

    private List<Row> read(Connection connection, UUID reached, long toMillis, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select e.id, " + COLUMNS
                + " from (select * from events where id > ? and id < ? order by id limit ?) e " + JOINS
                + " order by e.id")) {
            select.setObject(1, reached);
            select.setObject(2, PostgresPartitions.bound(Instant.ofEpochMilli(toMillis)));
            select.setInt(3, limit);
            return RowMapping.all(select, row -> {
                UUID id = row.getObject(1, UUID.class);
                return AgentTable.row(database, id, id, row, 2);
            });
        }
    }

    /** The range of ids tells the database which pages may have the rows; many events have no delivery. */
    @Override
    public void replace(Connection connection, Map<Row, Long> clients) throws SQLException {
        if (clients.isEmpty()) {
            return;
        }
        List<Map.Entry<Row, Long>> changes = List.copyOf(clients.entrySet());
        try (PreparedStatement update = connection.prepareStatement("""
                update events e set client = u.client
                from unnest(?::uuid[], ?::bigint[], ?::integer[]) as u (id, delivery, client)
                where e.id = u.id and e.delivery = u.delivery and e.id >= ? and e.id <= ?""")) {
            PostgresRows.setArray(
                    connection, update, 1, "uuid", changes, row -> row.getKey().place());
            PostgresRows.setArray(
                    connection, update, 2, "int8", changes, row -> row.getKey().delivery());
            PostgresRows.setArray(
                    connection,
                    update,
                    3,
                    "int4",
                    changes,
                    row -> row.getValue().intValue());
            update.setObject(4, changes.get(0).getKey().place());
            update.setObject(5, changes.get(changes.size() - 1).getKey().place());
            update.executeUpdate();
        }
    }

    @Override
    public void reach(Connection connection, UUID place) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update agent_reduction set reached = ?")) {
            update.setObject(1, place);
            update.executeUpdate();
        }
    }
}
