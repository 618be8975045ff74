package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import telltale.model.ReportKind;

/** The counters of deliveries by what came back, for campaigns and the quarter hours in which the deliveries were created. */
final class ReportCounters {
    private static final RowBatch ADD = new RowBatch("""
            insert into campaign_reports (campaign, quarter, kind, reason, shard, deliveries) values %s
            on conflict (campaign, quarter, kind, reason, shard)
            do update set deliveries = campaign_reports.deliveries + excluded.deliveries""", 6);

    private final int shard;

    /**
     * @param shard the shard that this node writes
     */
    ReportCounters(int shard) {
        this.shard = shard;
    }

    /** A counter. */
    record Key(long campaign, long quarter, int kind, int reason) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparingLong(Key::campaign)
                .thenComparingLong(Key::quarter)
                .thenComparingInt(Key::kind)
                .thenComparingInt(Key::reason);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Changes of counters, in one order, so that concurrent transactions do not deadlock. */
    static final class Changes {
        private final Map<Key, Long> changes = new TreeMap<>();

        /** Adds deliveries of a campaign to the counters of some kinds, each with the number of a reason. */
        void add(long campaign, long quarter, Map<ReportKind, Integer> counted, int deliveries) {
            counted.forEach((kind, reason) ->
                    changes.merge(new Key(campaign, quarter, kind.number(), reason), (long) deliveries, Long::sum));
        }
    }

    void write(Connection connection, Changes changes) throws SQLException {
        List<Map.Entry<Key, Long>> different = changes.changes.entrySet().stream()
                .filter(change -> change.getValue() != 0)
                .toList();
        ADD.run(connection, different, (statement, from, change) -> {
            statement.setLong(from, change.getKey().campaign());
            statement.setLong(from + 1, change.getKey().quarter());
            statement.setInt(from + 2, change.getKey().kind());
            statement.setInt(from + 3, change.getKey().reason());
            statement.setInt(from + 4, shard);
            statement.setLong(from + 5, change.getValue());
        });
    }
}
