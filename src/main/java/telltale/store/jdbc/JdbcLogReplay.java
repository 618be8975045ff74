package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.store.AppendResult;
import telltale.store.LogReplay;
import telltale.store.LoggedEvent;

/** How far a replicated log was read, with the ids of the events that were read lately. */
final class JdbcLogReplay implements LogReplay {
    /** Ids that one transaction forgets. */
    private static final int STEP = 10_000;

    private final Database database;
    private final EventTable events;
    private final Dialect dialect;

    JdbcLogReplay(Database database, EventTable events, Dialect dialect) {
        this.database = database;
        this.events = events;
        this.dialect = dialect;
    }

    /** The records of one partition: the position before the first, and the position after the last. */
    private record Span(long from, long next) {}

    @Override
    public Map<Integer, Long> positions(UUID topic) {
        return database.read("reading the positions in the log", connection -> {
            Map<Integer, Long> positions = new HashMap<>();
            try (PreparedStatement select =
                    connection.prepareStatement("select part, next from log_positions where topic = ?")) {
                database.setId(select, 1, topic);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        positions.put(row.getInt(1), row.getLong(2));
                    }
                }
            }
            return positions;
        });
    }

    @Override
    public Result store(UUID topic, List<LoggedEvent> records) {
        List<Event> all = records.stream()
                .map(LoggedEvent::event)
                .filter(Objects::nonNull)
                .toList();
        return store(all, connection -> {
            advance(connection, topic, spans(records));
            note(connection, topic, records);
        });
    }

    @Override
    public Result add(List<Event> some) {
        return store(some, connection -> {});
    }

    /** What else is stored in the transaction that stores events. */
    @FunctionalInterface
    private interface Beside {
        void store(Connection connection) throws SQLException;
    }

    private Result store(List<Event> all, Beside beside) {
        AtomicInteger repeated = new AtomicInteger();
        AppendResult appended = database.unlessRejected(() -> events.append(all, (connection, batch) -> {
            beside.store(connection);
            List<Event> fresh = withoutRepeated(connection, batch);
            repeated.set(batch.size() - fresh.size());
            return fresh;
        }));
        return new Result(appended, repeated.get());
    }

    private static SortedMap<Integer, Span> spans(List<LoggedEvent> records) {
        SortedMap<Integer, Span> spans = new TreeMap<>();
        for (LoggedEvent record : records) {
            spans.merge(
                    record.partition(),
                    new Span(record.from(), record.offset() + 1),
                    (earlier, later) -> new Span(earlier.from, later.next));
        }
        return spans;
    }

    /** Moves the positions, in the order of the partitions, so that two consumers never wait for each other. */
    private void advance(Connection connection, UUID topic, SortedMap<Integer, Span> spans) throws SQLException {
        for (Map.Entry<Integer, Span> entry : spans.entrySet()) {
            Span span = entry.getValue();
            if (!isMoved(connection, topic, entry.getKey(), span)
                    && (span.from != 0 || !isFirst(connection, topic, entry.getKey(), span))) {
                throw new LogMovedException(entry.getKey());
            }
        }
    }

    private boolean isMoved(Connection connection, UUID topic, int partition, Span span) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update log_positions set next = ? where topic = ? and part = ? and next = ?")) {
            update.setLong(1, span.next);
            database.setId(update, 2, topic);
            update.setInt(3, partition);
            update.setLong(4, span.from);
            return update.executeUpdate() == 1;
        }
    }

    private boolean isFirst(Connection connection, UUID topic, int partition, Span span) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into log_positions (topic, part, next) values (?, ?, ?) on conflict do nothing")) {
            database.setId(insert, 1, topic);
            insert.setInt(2, partition);
            insert.setLong(3, span.next);
            return insert.executeUpdate() == 1;
        }
    }

    private void note(Connection connection, UUID topic, List<LoggedEvent> records) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into log_faults (topic, part, position, reason) values (?, ?, ?, ?)")) {
            for (LoggedEvent record : records) {
                if (record.fault() != null) {
                    database.setId(insert, 1, topic);
                    insert.setInt(2, record.partition());
                    insert.setLong(3, record.offset());
                    insert.setString(4, record.fault());
                    insert.executeUpdate();
                }
            }
        }
    }

    private List<Event> withoutRepeated(Connection connection, List<Event> batch) throws SQLException {
        List<Event> logged = batch.stream().filter(JdbcLogReplay::isLogged).toList();
        Set<UUID> unknown = dialect.isShared() ? addTogether(connection, logged) : addEach(connection, logged);
        // A repeated event within the batch is removed with the first of them.
        return batch.stream()
                .filter(event -> !isLogged(event) || unknown.remove(event.id()))
                .toList();
    }

    /** Whether a log may have an event. */
    private static boolean isLogged(Event event) {
        return event.profile() != PrivacyProfile.HYGIENE;
    }

    /** Adds ids in order, so that two consumers never wait for each other, and returns those that are new. */
    private static Set<UUID> addTogether(Connection connection, List<Event> batch) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into log_hits (id) select distinct u.id from unnest(?::uuid[]) as u (id) order by u.id
                on conflict do nothing returning id""")) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", batch.stream().map(Event::id).toArray()));
            return new HashSet<>(RowMapping.all(insert, row -> row.getObject(1, UUID.class)));
        }
    }

    private Set<UUID> addEach(Connection connection, List<Event> batch) throws SQLException {
        Set<UUID> added = new HashSet<>();
        try (PreparedStatement insert =
                connection.prepareStatement("insert into log_hits (id) values (?) on conflict do nothing")) {
            for (Event event : batch) {
                database.setId(insert, 1, event.id());
                if (insert.executeUpdate() == 1) {
                    added.add(event.id());
                }
            }
        }
        return added;
    }

    @Override
    public int forgetBefore(Instant cutoff) {
        int forgotten = 0;
        int step = STEP;
        while (step == STEP) {
            step = database.write("forgetting the ids of events in the log", connection -> {
                try (PreparedStatement delete = connection.prepareStatement(
                        "delete from log_hits where id in (select id from log_hits where id < ? order by id limit ?)")) {
                    database.setId(delete, 1, Uuid7.floor(cutoff));
                    delete.setInt(2, STEP);
                    return delete.executeUpdate();
                }
            });
            forgotten += step;
        }
        return forgotten;
    }

    @Override
    public long faults() {
        return database.read("counting the faults of the log", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select count(*) from log_faults")) {
                Long count = RowMapping.first(select);
                return count == null ? 0 : count;
            }
        });
    }
}
