package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.store.EventCursor;
import telltale.store.EventHistory;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.StoredEvent;

/** The history of events in a relational database: a delivery's events by its own index, all others by time. */
final class JdbcEventHistory implements EventHistory {
    private static final Comparator<StoredEvent> BY_TIME =
            Comparator.comparing(stored -> stored.event().id(), Uuids.UNSIGNED);

    private static final Sql SHOWN =
            Sql.of("select 1 from deliveries d where d.id = :id and " + PersonColumns.NOT_RESTRICTED);

    private final Database database;
    private final EventTable events;
    private final DeliveryTable deliveries;

    JdbcEventHistory(Database database, EventTable events, DeliveryTable deliveries) {
        this.database = database;
        this.events = events;
        this.deliveries = deliveries;
    }

    @Override
    public EventPage page(EventQuery query) {
        DeliveryId delivery = query.delivery();
        return database.readConsistently(
                "listing events",
                connection ->
                        delivery == null ? events.scan(connection, query) : ofDelivery(connection, delivery, query));
    }

    private EventPage ofDelivery(Connection connection, DeliveryId id, EventQuery query) throws SQLException {
        Optional<Delivery> delivery = deliveries.find(connection, id);
        boolean isRestricted =
                !SHOWN.on(connection, database).bind("id", id.value()).exists();
        if (delivery.isEmpty() || isRestricted) {
            return new EventPage(List.of(), null);
        }
        List<StoredEvent> found = events.newest(connection, id, MAX_OF_DELIVERY).stream()
                .map(event -> new StoredEvent(
                        event, delivery.get().to(), delivery.get().campaign()))
                .filter(query::includes)
                .filter(stored -> follows(stored, query.after(), query.isOldestFirst()))
                .sorted(query.isOldestFirst() ? BY_TIME : BY_TIME.reversed())
                .limit(query.limit() + 1L)
                .toList();
        return EventPage.of(
                found, query.limit(), last -> EventCursor.of(last.event().id()));
    }

    private static boolean follows(StoredEvent stored, @Nullable EventCursor cursor, boolean isOldestFirst) {
        if (cursor == null) {
            return true;
        }
        UUID id = stored.event().id();
        int order = Uuids.UNSIGNED.compare(id, cursor.id());
        return isOldestFirst ? order > 0 : order < 0;
    }
}
