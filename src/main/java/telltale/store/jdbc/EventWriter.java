package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.LruCache;
import telltale.model.Uuid7;
import telltale.store.AppendResult;

/**
 * Inserts events and updates their counters: looks up the deliveries, decides about each event, and leaves the statements
 * to the database. Used by one transaction at a time; its cache is cleared after a rollback ({@link #clear}).
 */
public final class EventWriter {
    /** The id of the pseudo delivery of the pixel without a token. */
    private static final DeliveryId ANONYMOUS = new DeliveryId(Uuid7.floor(Instant.EPOCH));

    private final EventStatements statements;
    private final JdbcTestDeliveries tests;
    private final CampaignCounters campaigns;
    private final PreferenceCache preferences = new PreferenceCache();
    private final LruCache<DeliveryId, KnownDelivery> deliveries = new LruCache<>(KnownDelivery.maxCached());

    /** @param shard the shard of the campaign counters that this node writes */
    public EventWriter(Database database, EventStatements statements, int shard) {
        this.statements = statements;
        this.tests = new JdbcTestDeliveries(database);
        this.campaigns = new CampaignCounters(shard);
    }

    /** Is passed the rows of a batch, in its transaction. */
    @FunctionalInterface
    public interface Announcement {
        void of(Connection connection, List<EventRow> rows) throws SQLException;
    }

    /** Inserts and counts the events of a batch. */
    public AppendResult insert(Connection connection, List<Event> batch) throws SQLException {
        return insert(connection, batch, (same, rows) -> {});
    }

    /** Inserts and counts the events of a batch, and announces those that got a row. */
    public AppendResult insert(Connection connection, List<Event> batch, Announcement announcement)
            throws SQLException {
        preferences.refresh(connection, deliveries, this::clear);
        List<@Nullable KnownDelivery> owners = owners(connection, batch);
        EventBatch sorted = new EventBatch();
        for (int i = 0; i < batch.size(); i++) {
            sorted.add(batch.get(i), owners.get(i));
        }
        sorted.setTests(tests.among(connection, sorted.unknownDeliveries()));
        tests.addEvents(connection, sorted.tests());
        if (!sorted.isEmpty()) {
            write(connection, sorted);
        }
        PersonActivity.store(connection, sorted.activity());
        announcement.of(connection, sorted.rows());
        return sorted.result();
    }

    private void write(Connection connection, EventBatch batch) throws SQLException {
        statements.insertRows(connection, batch.rows());
        List<EventGroup> groups = batch.groups();
        statements.addToDeliveries(connection, groups);
        campaigns.add(connection, batch.campaigns());
        List<Long> changed = groups.stream()
                .map(EventGroup::delivery)
                .filter(number -> number != 0)
                .distinct()
                .toList();
        if (!changed.isEmpty()) {
            statements.markUnjudged(connection, changed);
        }
    }

    /** The events that can be stored now. */
    public List<Event> storable(Connection connection, List<Event> events) throws SQLException {
        preferences.refresh(connection, deliveries, this::clear);
        List<@Nullable KnownDelivery> owners = owners(connection, events);
        List<Event> storable = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            KnownDelivery owner = owners.get(i);
            if (owner != null && owner.allows(events.get(i))) {
                storable.add(events.get(i));
            }
        }
        return storable;
    }

    /** Clears the cache after a rollback. */
    public void clear() {
        deliveries.clear();
        statements.clear();
    }

    /** The deliveries of a batch that are not cached. */
    public Set<DeliveryId> missing(List<Event> batch) {
        Set<DeliveryId> missing = new HashSet<>();
        for (Event event : batch) {
            DeliveryId id = owner(event);
            if (deliveries.get(id) == null) {
                missing.add(id);
            }
        }
        return missing;
    }

    /** Reads deliveries into the cache. Returns them, since a batch may have more deliveries than the cache. */
    public Map<DeliveryId, KnownDelivery> read(Connection connection, Set<DeliveryId> missing) throws SQLException {
        Map<DeliveryId, KnownDelivery> found = new HashMap<>(statements.readDeliveries(connection, missing));
        if (missing.contains(ANONYMOUS)) {
            found.put(ANONYMOUS, KnownDelivery.anonymous());
        }
        statements.readCounters(connection, found.values());
        found.forEach(deliveries::put);
        return found;
    }

    /** The deliveries of events, each at the position of its event; null for an unknown one. */
    private List<@Nullable KnownDelivery> owners(Connection connection, List<Event> batch) throws SQLException {
        List<@Nullable KnownDelivery> owners = new ArrayList<>(batch.size());
        Set<DeliveryId> missing = new HashSet<>();
        for (Event event : batch) {
            KnownDelivery cached = deliveries.get(owner(event));
            owners.add(cached);
            if (cached == null) {
                missing.add(owner(event));
            }
        }
        if (!missing.isEmpty()) {
            Map<DeliveryId, KnownDelivery> read = read(connection, missing);
            for (int i = 0; i < owners.size(); i++) {
                if (owners.get(i) == null) {
                    owners.set(i, read.get(owner(batch.get(i))));
                }
            }
        }
        return owners;
    }

    /** The id of an event's delivery. */
    private static DeliveryId owner(Event event) {
        DeliveryId id = event.delivery();
        return id == null ? ANONYMOUS : id;
    }
}
