package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import telltale.model.DeliveryId;
import telltale.model.LruCache;

/**
 * The version of recipients' preferences up to which a writer's cache is current. Each transaction of the writer reads the
 * changes since that version, so that the cached preferences are current when it stores events.
 */
public final class PreferenceCache {
    private static final long NONE = -1;
    /** The number of changes beyond which the cache is cleared instead, as after an import of suppressions. */
    private static final int MAX_CHANGES = 10_000;

    private long version = NONE;
    private long erasures = NONE;

    /**
     * Updates the cached deliveries.
     *
     * @param clear clears the cache, since deliveries may have been erased
     */
    public void refresh(Connection connection, LruCache<DeliveryId, KnownDelivery> cached, Runnable clear)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select version, erasures from choices");
                ResultSet row = select.executeQuery()) {
            row.next();
            long versionNow = row.getLong(1);
            long erasuresNow = row.getLong(2);
            if (erasuresNow != erasures) {
                clear.run();
            } else if (versionNow != version) {
                apply(connection, cached, clear);
            }
            version = versionNow;
            erasures = erasuresNow;
        }
    }

    /** The number of persons that were erased so far. */
    static long erasures(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select erasures from choices")) {
            Long erasures = RowMapping.first(select);
            return erasures == null ? 0 : erasures;
        }
    }

    /** Applies changes. Deliveries cached without a person are removed, since they may have one now. */
    private void apply(Connection connection, LruCache<DeliveryId, KnownDelivery> cached, Runnable clear)
            throws SQLException {
        Map<Long, KnownDelivery.Permission> changes = changes(connection);
        if (changes.size() > MAX_CHANGES) {
            clear.run();
            return;
        }
        cached.removeIf(delivery -> delivery.person == 0 && !delivery.isAnonymous());
        for (KnownDelivery delivery : cached.values()) {
            KnownDelivery.Permission changed = changes.get(delivery.person);
            if (changed != null) {
                delivery.setPermission(changed);
            }
        }
    }

    private Map<Long, KnownDelivery.Permission> changes(Connection connection) throws SQLException {
        Map<Long, KnownDelivery.Permission> changes = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select number, withdrawn_at is not null or restricted_at is not null, opens_from, clicks_from, hygiene_denied"
                        + " from persons where changed > 0 and changed > ? limit ?")) {
            select.setLong(1, version);
            select.setInt(2, MAX_CHANGES + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    changes.put(row.getLong(1), KnownDelivery.Permission.read(row, 2));
                }
            }
        }
        return changes;
    }
}
