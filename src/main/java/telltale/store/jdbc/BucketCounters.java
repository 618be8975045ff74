package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.PrivacyProfile;
import telltale.store.Tally;

/** The number of deliveries of a campaign in each measurement bucket, changed by the difference that a judgement makes. */
final class BucketCounters {
    /** A series ({@link CampaignSeries}) and the quarter hour in which deliveries were created. */
    record Created(long series, long quarter) {
        static Created at(long series, long createdAt) {
            return new Created(series, Tally.quarter(Instant.ofEpochMilli(createdAt)));
        }
    }

    /** The key of a counter. Counters are locked in this order. */
    record Key(Created created, int bucket) implements Comparable<Key> {
        private static final Comparator<Key> IN_ORDER = Comparator.comparingLong((Key key) -> key.created.series)
                .thenComparingLong(key -> key.created.quarter)
                .thenComparingInt(Key::bucket);

        @Override
        public int compareTo(Key other) {
            return IN_ORDER.compare(this, other);
        }
    }

    private final int shard;

    /**
     * @param shard the shard that this node writes, so that nodes do not wait for each other
     */
    BucketCounters(int shard) {
        this.shard = shard;
    }

    /** Adds to some changes that a delivery has changes from one bucket to another; null for none. */
    static void move(Map<Key, Long> changes, Created created, @Nullable Integer from, @Nullable Integer to) {
        if (from != null) {
            changes.merge(new Key(created, from), -1L, Long::sum);
        }
        if (to != null) {
            changes.merge(new Key(created, to), 1L, Long::sum);
        }
    }

    /**
     * Applies changes.
     *
     * @param changes in the order of the keys
     */
    void write(Connection connection, Map<Key, Long> changes) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into campaign_cells (campaign, quarter, cell, shard, deliveries) values (?, ?, ?, ?, ?)
                on conflict (campaign, quarter, cell, shard)
                do update set deliveries = campaign_cells.deliveries + excluded.deliveries""")) {
            for (Map.Entry<Key, Long> change : changes.entrySet()) {
                if (change.getValue() != 0) {
                    upsert.setLong(1, change.getKey().created.series);
                    upsert.setLong(2, change.getKey().created.quarter);
                    upsert.setInt(3, change.getKey().bucket);
                    upsert.setInt(4, shard);
                    upsert.setLong(5, change.getValue());
                    upsert.executeUpdate();
                }
            }
        }
    }

    /** The number of deliveries under a profile in each bucket, created in a range of quarter hours, by existing campaign. */
    static Map<String, Map<Integer, Long>> read(
            Connection connection, PrivacyProfile profile, List<String> campaigns, long from, long to)
            throws SQLException {
        Map<String, Map<Integer, Long>> found = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("""
                select c.name, b.cell, sum(b.deliveries)
                from campaigns c left join campaign_cells b
                    on b.campaign = c.number + ? and b.quarter >= ? and b.quarter < ?
                where c.name in (?%s) group by c.name, b.cell""".formatted(", ?".repeat(campaigns.size() - 1)))) {
            select.setLong(1, CampaignSeries.distance(profile));
            select.setLong(2, from);
            select.setLong(3, to);
            for (int i = 0; i < campaigns.size(); i++) {
                select.setString(i + 4, campaigns.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Map<Integer, Long> buckets = found.computeIfAbsent(row.getString(1), added -> new HashMap<>());
                    // A campaign without deliveries in this time has one row without a bucket.
                    if (row.getLong(3) != 0) {
                        buckets.put(row.getInt(2), row.getLong(3));
                    }
                }
            }
        }
        return found;
    }
}
