package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.StoredConstant;
import telltale.store.AppendResult;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;

/** How one kind of database lays out events and their counters: where one is filled by rows, the other is by bulk. */
public interface EventTable {
    /** Remembers events and counts them, in a transaction of its own. */
    AppendResult append(List<Event> batch);

    /** The same for events that waited in a spool, of which those are left out that were read from it before. */
    AppendResult replay(UUID spool, List<Event> batch, long through);

    /** The {@code limit} events of a delivery that came last, the newest first. */
    List<Event> newest(Connection connection, DeliveryId delivery, int limit) throws SQLException;

    /** One step of deleting what is older, in a transaction of its own. */
    PurgeResult deleteBefore(Instant cutoff);

    /** The end of the time whose events were deleted; empty while none was. */
    default Optional<Instant> since(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select events_before from retention where events_before > 0")) {
            return Optional.ofNullable(RowMapping.first(select)).map(Instant::ofEpochMilli);
        }
    }

    /** Keeps others from storing events until the end of the transaction, where there may be others. */
    default void beginErasing(Connection connection) throws SQLException {}

    /** Takes away every event of a person's deliveries, and says what was there. */
    List<PersonErasure.Gone> erase(Connection connection, long person) throws SQLException;

    /** Counts everything again; on a connection that sees one state of the database. */
    RecountResult recount(Connection connection) throws SQLException;

    /**
     * An event as every database shows it behind its identifier.
     *
     * @param row kind, link, agent, flags, kind of network and prefix
     * @param from the column of the first of them
     */
    static Event event(UUID id, DeliveryId delivery, ResultSet row, int from) throws SQLException {
        return new Event(
                id,
                StoredConstant.of(EventKind.class, row.getInt(from)),
                delivery,
                row.getInt(from + 1),
                new Client(row.getString(from + 2), Client.flagsOf(row.getInt(from + 3))),
                new Network(StoredConstant.of(Network.Kind.class, row.getInt(from + 4)), row.getLong(from + 5)));
    }

    /** How many of a batch were read from a spool before, when that was read through {@code read}. */
    static int known(List<Event> batch, long through, long read) {
        return (int) Math.max(0, Math.min(batch.size(), read - (through - batch.size())));
    }
}
