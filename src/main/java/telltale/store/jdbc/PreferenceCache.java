package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a writer knows the choices of recipients. It asks in each of its transactions whether others were made, and
 * then only for those, so that whatever it remembers is true when it stores an event.
 */
public final class PreferenceCache {
    private static final long NOTHING = -1;
    /** After an import of suppressions, forgetting everything takes less memory than applying them. */
    private static final int MAX_CHANGES = 10_000;

    private long version = NOTHING;
    private long erasures = NOTHING;

    /**
     * Brings what is remembered up to date.
     *
     * @param forget forgets all of it: deliveries may be gone
     */
    public void refresh(Connection connection, Collection<KnownDelivery> remembered, Runnable forget)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select version, erasures from choices");
                ResultSet row = select.executeQuery()) {
            row.next();
            long versionNow = row.getLong(1);
            long erasuresNow = row.getLong(2);
            if (erasuresNow != erasures) {
                forget.run();
            } else if (versionNow != version) {
                apply(connection, remembered, forget);
            }
            version = versionNow;
            erasures = erasuresNow;
        }
    }

    /** Whose person was not noted when it was remembered may have one since. */
    private void apply(Connection connection, Collection<KnownDelivery> remembered, Runnable forget)
            throws SQLException {
        Map<Long, Boolean> withdrawn = made(connection);
        if (withdrawn.size() > MAX_CHANGES) {
            forget.run();
            return;
        }
        remembered.removeIf(delivery -> delivery.person == 0 && !delivery.isAnonymous());
        for (KnownDelivery delivery : remembered) {
            Boolean choice = withdrawn.get(delivery.person);
            if (choice != null) {
                delivery.isWithdrawn = choice;
            }
        }
    }

    private Map<Long, Boolean> made(Connection connection) throws SQLException {
        Map<Long, Boolean> withdrawn = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select number, withdrawn_at is not null from persons where changed > 0 and changed > ? limit ?")) {
            select.setLong(1, version);
            select.setInt(2, MAX_CHANGES + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    withdrawn.put(row.getLong(1), row.getBoolean(2));
                }
            }
        }
        return withdrawn;
    }
}
