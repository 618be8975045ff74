package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.model.VerdictClass;
import telltale.store.EventSummary;

/**
 * The latest events of a delivery, of rows and of summaries.
 *
 * @param events oldest first
 * @param corrections the corrections of events of summaries, by event id
 */
record LatestEvents(List<Event> events, Map<UUID, VerdictClass> corrections) {
    private static final LatestEvents NONE = new LatestEvents(List.of(), Map.of());

    private static final String SELECT = """
            select s.kind, s.link, c.agent, c.flags, c.verdict, s.class, s.events, s.first_at, s.last_at
            from deliveries d join summaries s on s.delivery = d.number%s join clients c on c.number = s.client
            where d.id = ? and s.first_at >= (select max(events_before) from retention)
            order by s.last_at desc, s.first_at desc limit ?""";

    LatestEvents {
        events = List.copyOf(events);
        corrections = Map.copyOf(corrections);
    }

    /**
     * Reads the latest events.
     *
     * @param stored the number of events that have, or had, a row
     * @param limit the maximum number
     */
    static LatestEvents read(
            Connection connection, Database database, EventTable table, DeliveryId delivery, long stored, int limit)
            throws SQLException {
        // Each delivery is judged when it is accepted, and has no events then.
        if (stored == 0) {
            return NONE;
        }
        List<Event> latest = new ArrayList<>(table.newest(connection, delivery, limit));
        Collections.reverse(latest);
        Map<UUID, VerdictClass> corrections = new HashMap<>();
        if (latest.size() < Math.min(stored, limit)) {
            for (EventSummary summary : summaries(connection, database, table, delivery, limit)) {
                List<Event> summarized = summary.events(delivery, latest.size(), limit - latest.size());
                latest.addAll(summarized);
                VerdictClass corrected = summary.corrected();
                if (corrected != null) {
                    summarized.forEach(event -> corrections.put(event.id(), corrected));
                }
            }
            latest.sort(Comparator.comparing(Event::at));
        }
        return new LatestEvents(latest, corrections);
    }

    private static List<EventSummary> summaries(
            Connection connection, Database database, EventTable table, DeliveryId delivery, int limit)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT.formatted(table.summariesOfDelivery()))) {
            database.setId(select, 1, delivery.value());
            select.setInt(2, limit);
            return RowMapping.all(select, LatestEvents::summary);
        }
    }

    private static EventSummary summary(ResultSet row) throws SQLException {
        int corrected = row.getInt(6);
        return new EventSummary(
                StoredConstant.of(EventKind.class, row.getInt(1)),
                row.getInt(2),
                new Client(row.getString(3), row.getLong(4)),
                FrozenVerdictText.parse(row.getString(5)),
                corrected == 0 ? null : StoredConstant.of(VerdictClass.class, corrected),
                row.getInt(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)));
    }
}
