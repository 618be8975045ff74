package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.StoredConstant;
import telltale.store.AppendResult;
import telltale.store.EventFeed;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.store.PurgeResult;
import telltale.store.RecountResult;
import telltale.store.SpooledEvents;
import telltale.store.StoredEvent;

/** The events and their counters, which each database stores in its own layout. */
public interface EventTable {
    /** Stores and counts events, in a transaction of its own. */
    default AppendResult append(List<Event> batch) {
        return append(batch, (connection, events) -> events);
    }

    /** Chooses the events of a batch that are stored, in its transaction. */
    @FunctionalInterface
    interface Selection {
        List<Event> of(Connection connection, List<Event> batch) throws SQLException;
    }

    /** Stores and counts the events that are chosen, in a transaction of its own. */
    AppendResult append(List<Event> batch, Selection selection);

    /** Stores and counts events from a spool, in a transaction of its own, and skips those stored before. */
    AppendResult replay(UUID spool, List<Event> batch, long through);

    /** Stores and counts some events of a spool, in a transaction of its own, and skips those stored before. */
    default AppendResult replay(UUID spool, SpooledEvents events) {
        throw new UnsupportedOperationException(String.valueOf(spool));
    }

    /** The newest {@code limit} events of a delivery, newest first. */
    List<Event> newest(Connection connection, DeliveryId delivery, int limit) throws SQLException;

    /** A page of the events of all deliveries, for a query that does not name one. */
    EventPage scan(Connection connection, EventQuery query) throws SQLException;

    /** The events in the order of storing. */
    EventFeed feed();

    /** The clients of the events. */
    AgentTable agents();

    /** The condition, beside the number, that finds the summaries {@code s} of a delivery {@code d}. */
    String summariesOfDelivery();

    /** Runs one step of compacting older events to summaries, in a transaction of its own. */
    PurgeResult compactBefore(Instant cutoff);

    /** Runs one step of deleting older events and summaries, in a transaction of its own. */
    PurgeResult deleteBefore(Instant cutoff);

    /** The time before which events were deleted; empty if none was. */
    default Optional<Instant> since(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select events_before from retention where events_before > 0")) {
            return Optional.ofNullable(RowMapping.first(select)).map(Instant::ofEpochMilli);
        }
    }

    /** Waits for transactions that store events, and keeps new ones waiting until the end of this transaction. */
    default void holdStoring(Connection connection) throws SQLException {}

    /** Waits for a step of compaction or deletion, and keeps the next one waiting until the end of this transaction. */
    default void holdRetention(Connection connection) throws SQLException {}

    /** Begins or ends overwriting on disk all that the transaction deletes, if the database can. */
    default void overwriteDeleted(Connection connection, boolean isOn) throws SQLException {}

    /** Deletes and returns all events of a person's deliveries. */
    List<PersonErasure.ErasedEvent> erase(Connection connection, long person) throws SQLException;

    /** Recounts everything, on a connection that sees a snapshot of the database. */
    RecountResult recount(Connection connection) throws SQLException;

    /**
     * Reads an event from the columns after its id.
     *
     * @param row has {@link #EVENT_COLUMNS}
     * @param from the first of these columns
     */
    static Event event(UUID id, @Nullable DeliveryId delivery, ResultSet row, int from) throws SQLException {
        return new Event(
                id,
                StoredConstant.of(EventKind.class, row.getInt(from)),
                delivery,
                row.getInt(from + 1),
                new Client(row.getString(from + 2), row.getLong(from + 3)),
                new Network(StoredConstant.of(Network.Kind.class, row.getInt(from + 4)), row.getLong(from + 5)),
                PrivacyProfile.INDIVIDUAL,
                FrozenVerdictText.parse(row.getString(from + 6)));
    }

    /** The columns of {@link #event}, of the events {@code e} and their clients {@code c}. */
    String EVENT_COLUMNS = "e.kind, coalesce(e.link, 0), c.agent, c.flags, e.network, e.prefix, c.verdict";

    /** The columns of {@link #stored(Database, UUID, ResultSet, int)}. */
    String STORED_COLUMNS = EVENT_COLUMNS + ", d.id, d.recipient, k.name";

    /** The tables of {@link #STORED_COLUMNS}, beside the events {@code e}. */
    String STORED_JOINS = "left join clients c on c.number = e.client left join deliveries d on d.number = e.delivery"
            + " and " + PersonColumns.NOT_RESTRICTED
            + " left join campaigns k on k.number = d.campaign";

    /**
     * Reads an event with its mail from {@link #STORED_COLUMNS}.
     *
     * @param from the first of these columns
     * @return empty if it is an event of no delivery, or erased, or if its recipient's data is restricted
     */
    static Optional<StoredEvent> stored(Database database, UUID id, ResultSet row, int from) throws SQLException {
        String recipient = row.getString(from + 8);
        if (recipient == null) {
            return Optional.empty();
        }
        DeliveryId delivery = new DeliveryId(database.id(row, from + 7));
        return Optional.of(new StoredEvent(
                event(id, delivery, row, from), EmailAddress.parse(recipient), row.getString(from + 9)));
    }

    /** The position reached in a spool; 0 for an unknown spool. */
    static long replayedThrough(Database database, Connection connection, UUID spool) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select through from replays where spool = ?")) {
            database.setId(select, 1, spool);
            Long through = RowMapping.first(select);
            return through == null ? 0 : through;
        }
    }

    /** The number of events in a batch that were stored before, when the spool was read up to {@code read}. */
    static int stored(List<Event> batch, long through, long read) {
        return (int) Math.max(0, Math.min(batch.size(), read - (through - batch.size())));
    }
}
