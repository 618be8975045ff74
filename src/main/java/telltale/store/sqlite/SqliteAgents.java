package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import telltale.store.jdbc.AgentTable;
import telltale.store.jdbc.Database;
import telltale.store.jdbc.RowMapping;

/**
 * The clients of events in the embedded database, in the order of arrival: their place is the number of the row. An event that was
 * stored late is reduced when its turn comes.
 */
final class SqliteAgents implements AgentTable {
    /** An event from further in the future has a wrong time, and does not keep later ones waiting. */
    private static final Duration WRONG_CLOCK = Duration.ofDays(1);

    private final Database database;

    SqliteAgents(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Span> next(Connection connection, Instant cutoff, int limit) throws SQLException {
        Instant future = database.clock().instant().plus(WRONG_CLOCK);
        List<Row> rows = new ArrayList<>();
        long reached = reached(connection);
        boolean isLast = true;
        try (PreparedStatement select = connection.prepareStatement("select e.number, e.id_high, e.id_low, " + COLUMNS
                + " from events e " + JOINS + " where e.number > ? order by e.number limit ?")) {
            select.setLong(1, reached);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = new UUID(row.getLong(2), row.getLong(3));
                    Row next = AgentTable.row(database, new UUID(0, row.getLong(1)), id, row, 4);
                    Instant at = next.event().at();
                    if (at.isAfter(cutoff) && at.isBefore(future)) {
                        return Optional.of(span(rows, reached, true));
                    }
                    rows.add(next);
                    isLast = rows.size() < limit;
                }
            }
        }
        return Optional.of(span(rows, reached, isLast));
    }

    private static Span span(List<Row> rows, long reached, boolean isLast) {
        UUID end = rows.isEmpty()
                ? new UUID(0, reached)
                : rows.get(rows.size() - 1).place();
        return new Span(rows, end, isLast);
    }

    private static long reached(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select reached from agent_reduction")) {
            Long reached = RowMapping.first(select);
            return reached == null ? 0 : reached;
        }
    }

    @Override
    public void replace(Connection connection, Map<Row, Long> clients) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update events set client = ? where number = ?")) {
            for (Map.Entry<Row, Long> client : clients.entrySet()) {
                update.setLong(1, client.getValue());
                update.setLong(2, client.getKey().place().getLeastSignificantBits());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Overwrites also the pages that the deletion frees (https://sqlite.org/pragma.html#pragma_secure_delete). */
    @Override
    public void deleteUnused(Connection connection, long day) throws SQLException {
        SqliteDatabase.execute(connection, "pragma secure_delete = on");
        try {
            AgentTable.super.deleteUnused(connection, day);
        } finally {
            SqliteDatabase.execute(connection, "pragma secure_delete = fast");
        }
    }

    @Override
    public void reach(Connection connection, UUID place) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update agent_reduction set reached = ?")) {
            update.setLong(1, place.getLeastSignificantBits());
            update.executeUpdate();
        }
    }
}
