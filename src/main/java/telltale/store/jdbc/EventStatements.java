package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import telltale.model.DeliveryId;

/** The statements by which one database stores events, in a transaction of the caller. */
public interface EventStatements {
    /** Reads deliveries, without their counters; leaves out those that do not exist. */
    Map<DeliveryId, KnownDelivery> readDeliveries(Connection connection, Set<DeliveryId> ids) throws SQLException;

    /** Reads the counters of deliveries into them. */
    void readCounters(Connection connection, Collection<KnownDelivery> deliveries) throws SQLException;

    /** Inserts the rows of events. */
    void insertRows(Connection connection, List<EventRow> rows) throws SQLException;

    /**
     * Adds to the counters of deliveries. If other nodes write them, too, the cached counters get the state from the
     * database, with the first event before this change.
     */
    void addToDeliveries(Connection connection, List<EventGroup> groups) throws SQLException;

    /** Marks deliveries for judgement. */
    void markUnjudged(Connection connection, List<Long> deliveries) throws SQLException;

    /** Clears what is cached, after a rollback. */
    default void clear() {}
}
