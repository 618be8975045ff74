package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.store.Tally;

/** How many deliveries of a campaign are in which cell, moved by the difference that a judgement makes. */
final class BucketCounters {
    /** A campaign (0 for none) and the quarter of an hour when deliveries of it were made. */
    record Made(long campaign, long quarter) {
        static Made at(long campaign, long createdAt) {
            return new Made(campaign, Tally.quarter(Instant.ofEpochMilli(createdAt)));
        }
    }

    /** A counter: in this order they are locked. */
    record Place(Made made, int cell) implements Comparable<Place> {
        private static final Comparator<Place> IN_ORDER = Comparator.comparingLong((Place one) -> one.made.campaign)
                .thenComparingLong(one -> one.made.quarter)
                .thenComparingInt(Place::cell);

        @Override
        public int compareTo(Place other) {
            return IN_ORDER.compare(this, other);
        }
    }

    private final int shard;

    /**
     * @param shard which rows are this node's, so that nodes do not wait for each other
     */
    BucketCounters(int shard) {
        this.shard = shard;
    }

    /** Adds to what was moved that a delivery went from one cell to another; null is none. */
    static void move(Map<Place, Long> moved, Made made, @Nullable Integer from, @Nullable Integer to) {
        if (from != null) {
            moved.merge(new Place(made, from), -1L, Long::sum);
        }
        if (to != null) {
            moved.merge(new Place(made, to), 1L, Long::sum);
        }
    }

    /**
     * @param moved in the order of its keys
     */
    void write(Connection connection, Map<Place, Long> moved) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into campaign_cells (campaign, quarter, cell, shard, deliveries) values (?, ?, ?, ?, ?)
                on conflict (campaign, quarter, cell, shard)
                do update set deliveries = campaign_cells.deliveries + excluded.deliveries""")) {
            for (Map.Entry<Place, Long> one : moved.entrySet()) {
                if (one.getValue() != 0) {
                    upsert.setLong(1, one.getKey().made.campaign);
                    upsert.setLong(2, one.getKey().made.quarter);
                    upsert.setInt(3, one.getKey().cell);
                    upsert.setInt(4, shard);
                    upsert.setLong(5, one.getValue());
                    upsert.executeUpdate();
                }
            }
        }
    }

    static Map<Integer, Long> read(Connection connection, String campaign, long from, long to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select cell, sum(deliveries) from campaign_cells
                where campaign = (select number from campaigns where name = ?) and quarter >= ? and quarter < ?
                group by cell having sum(deliveries) <> 0""")) {
            select.setString(1, campaign);
            select.setLong(2, from);
            select.setLong(3, to);
            Map<Integer, Long> cells = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cells.put(row.getInt(1), row.getLong(2));
                }
            }
            return cells;
        }
    }
}
