package telltale.store.jdbc;

import java.util.Map;
import java.util.TreeMap;
import telltale.store.Tally;

/**
 * The key of a counter of a series ({@link CampaignSeries}) and a kind of event. Counters are locked in this order.
 *
 * @param time the quarter hour or the day since 1970
 */
public record CampaignCounter(long series, long time, int kind) implements Comparable<CampaignCounter> {
    @Override
    public int compareTo(CampaignCounter other) {
        int bySeries = Long.compare(series, other.series);
        int byTime = bySeries != 0 ? bySeries : Long.compare(time, other.time);
        return byTime != 0 ? byTime : Integer.compare(kind, other.kind);
    }

    /** Sums changes by quarter hour into changes by day. */
    public static Map<CampaignCounter, Tally.Delta> byDay(Map<CampaignCounter, Tally.Delta> quarters) {
        Map<CampaignCounter, Tally.Delta> days = new TreeMap<>();
        quarters.forEach((counter, delta) -> {
            long day = Math.floorDiv(counter.time, Tally.QUARTERS_PER_DAY);
            days.merge(
                    new CampaignCounter(counter.series, day, counter.kind),
                    new Tally.Delta(day, delta.events(), delta.aggregated(), delta.firsts()),
                    Tally.Delta::plus);
        });
        return days;
    }
}
