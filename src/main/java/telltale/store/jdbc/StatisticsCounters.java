package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics.Dimension;

/** The counters of the statistics, changed by the difference that a judgement makes. */
final class StatisticsCounters {
    private static final int KEYS = 6;
    private static final RowBatch ADD = new RowBatch(
            "insert into statistics (campaign, dimension, level, time, key, shard, "
                    + Metric.ALL.stream().map(Metric::column).collect(Collectors.joining(", "))
                    + ") values %s on conflict (campaign, dimension, level, time, key, shard) do update set "
                    + Metric.ALL.stream()
                            .map(Metric::column)
                            .map(column -> column + " = statistics." + column + " + excluded." + column)
                            .collect(Collectors.joining(", ")),
            KEYS + Metric.ALL.size());

    private final int shard;

    /** @param shard the shard that this node writes, so that nodes do not wait for each other */
    StatisticsCounters(int shard) {
        this.shard = shard;
    }

    /** What is counted: a series ({@link CampaignSeries}), one key of a dimension, and a quarter hour. */
    record Counted(long series, Dimension dimension, long quarter, String key) {}

    /** The key of a counter. Counters are locked in this order. */
    private record Row(long series, Dimension dimension, Level level, long time, String key)
            implements Comparable<Row> {
        private static final Comparator<Row> IN_ORDER = Comparator.comparingLong(Row::series)
                .thenComparing(Row::dimension)
                .thenComparing(Row::level)
                .thenComparingLong(Row::time)
                .thenComparing(Row::key);

        @Override
        public int compareTo(Row other) {
            return IN_ORDER.compare(this, other);
        }
    }

    /** Adds to some changes that a delivery has one contribution instead of another; null for none. */
    static void move(Map<Counted, Figures.Sum> changes, @Nullable Contribution before, @Nullable Contribution after) {
        if (before != null) {
            before.addTo(changes, -1);
        }
        if (after != null) {
            after.addTo(changes, 1);
        }
    }

    /** Applies changes to the counters by quarter hour and to those that sum them. */
    void write(Connection connection, Map<Counted, Figures.Sum> changes) throws SQLException {
        Map<Row, Figures> rows = new HashMap<>();
        changes.forEach((counted, sum) -> {
            Figures change = sum.figures();
            if (!change.isZero()) {
                addLevels(rows, counted.series, counted, change);
                // The links of all mail have keys of their own.
                if (counted.dimension != Dimension.LINK) {
                    addLevels(rows, CampaignSeries.allOf(counted.series), counted, change);
                }
            }
        });
        rows.values().removeIf(Figures::isZero);
        ADD.run(connection, List.copyOf(new TreeMap<>(rows).entrySet()), (insert, from, entry) -> {
            Row row = entry.getKey();
            insert.setLong(from, row.series);
            insert.setInt(from + 1, row.dimension.number());
            insert.setInt(from + 2, row.level.number());
            insert.setLong(from + 3, row.time);
            insert.setString(from + 4, row.key);
            insert.setInt(from + 5, shard);
            int position = from + KEYS;
            for (Metric metric : Metric.ALL) {
                insert.setLong(position++, entry.getValue().get(metric));
            }
        });
    }

    private static void addLevels(Map<Row, Figures> rows, long series, Counted counted, Figures change) {
        for (Level level : Level.of(counted.dimension)) {
            Row row = new Row(series, counted.dimension, level, level.time(counted.quarter), counted.key);
            rows.merge(row, change, Figures::plus);
        }
    }
}
