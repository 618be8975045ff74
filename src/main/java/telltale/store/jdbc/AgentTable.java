package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.Event;

/** The clients of stored events, which are reduced in an order of each database. The methods run in a transaction of the caller. */
public interface AgentTable {
    /**
     * An event.
     *
     * @param place its place in the order
     * @param delivery the number of its delivery; 0: none
     * @param isPending whether its delivery is to be judged
     */
    record Row(UUID place, Event event, long delivery, boolean isPending) {}

    /**
     * The next events.
     *
     * @param end the place that is reached with all of them
     * @param isLast whether no other event is from before the time
     */
    record Span(List<Row> rows, UUID end, boolean isLast) {
        public Span {
            rows = List.copyOf(rows);
        }
    }

    /** The columns of {@link #row} after the place and the id. */
    String COLUMNS = "e.delivery, d.id, (select count(*) from unjudged u where u.delivery = e.delivery), "
            + EventTable.EVENT_COLUMNS;

    /** The tables of {@link #COLUMNS}, beside the events {@code e}. */
    String JOINS = "join clients c on c.number = e.client left join deliveries d on d.number = e.delivery";

    /** Takes the place that was reached, and reads the next events; empty if another node has taken it. */
    Optional<Span> next(Connection connection, Instant cutoff, int limit) throws SQLException;

    /** Sets the numbers of the clients of events. */
    void replace(Connection connection, Map<Row, Long> clients) throws SQLException;

    /** Deletes the clients that are not reduced and were last used before a day. */
    default void deleteUnused(Connection connection, long day) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from clients where verdict = '' and used < ?")) {
            delete.setLong(1, day);
            delete.executeUpdate();
        }
    }

    /** Stores the place that was reached. */
    void reach(Connection connection, UUID place) throws SQLException;

    /** Reads an event from {@link #COLUMNS}. */
    static Row row(Database database, UUID place, UUID id, ResultSet row, int from) throws SQLException {
        long delivery = row.getLong(from);
        row.getObject(from + 1);
        DeliveryId of = row.wasNull() ? null : new DeliveryId(database.id(row, from + 1));
        return new Row(place, EventTable.event(id, of, row, from + 3), delivery, row.getLong(from + 2) > 0);
    }
}
