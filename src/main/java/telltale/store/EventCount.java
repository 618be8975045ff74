package telltale.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a delivery counts for in one metric and quarter hour.
 *
 * @param quarter the quarter hour since 1970, as in {@link Tally#quarter}
 * @param link the number of the clicked link in the mail, 0 for none
 * @param client the family of the client, empty for none
 */
public record EventCount(Metric metric, long quarter, int link, String client, int count)
        implements Comparable<EventCount> {
    private static final Comparator<EventCount> IN_ORDER = Comparator.comparing(EventCount::metric)
            .thenComparingLong(EventCount::quarter)
            .thenComparingInt(EventCount::link)
            .thenComparing(EventCount::client);

    /** A count without link and client. */
    public EventCount(Metric metric, long quarter, int count) {
        this(metric, quarter, 0, "", count);
    }

    /** Sums the counts that differ in nothing else, in order. */
    public static List<EventCount> summed(List<EventCount> counts) {
        Map<EventCount, Integer> sums = new TreeMap<>(IN_ORDER);
        counts.forEach(one -> sums.merge(one, one.count, Integer::sum));
        List<EventCount> summed = new ArrayList<>();
        sums.forEach((one, sum) -> summed.add(new EventCount(one.metric, one.quarter, one.link, one.client, sum)));
        return List.copyOf(summed);
    }

    /** Orders by everything but the count. */
    @Override
    public int compareTo(EventCount other) {
        return IN_ORDER.compare(this, other);
    }
}
