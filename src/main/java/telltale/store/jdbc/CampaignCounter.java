package telltale.store.jdbc;

import java.util.Map;
import java.util.TreeMap;
import telltale.store.Tally;

/**
 * One counter of a campaign, of one kind of event. Everybody writes them in this order.
 *
 * @param time which quarter of an hour or which day since 1970
 */
public record CampaignCounter(long campaign, long time, int kind) implements Comparable<CampaignCounter> {
    @Override
    public int compareTo(CampaignCounter other) {
        int byCampaign = Long.compare(campaign, other.campaign);
        int byTime = byCampaign != 0 ? byCampaign : Long.compare(time, other.time);
        return byTime != 0 ? byTime : Integer.compare(kind, other.kind);
    }

    /** What changes by quarters of an hour, by whole days. */
    public static Map<CampaignCounter, Tally.Delta> byDay(Map<CampaignCounter, Tally.Delta> quarters) {
        Map<CampaignCounter, Tally.Delta> days = new TreeMap<>();
        quarters.forEach((cell, delta) -> {
            long day = Math.floorDiv(cell.time, Tally.QUARTERS_A_DAY);
            days.merge(
                    new CampaignCounter(cell.campaign, day, cell.kind),
                    new Tally.Delta(day, delta.events(), delta.folded(), delta.firsts()),
                    Tally.Delta::plus);
        });
        return days;
    }
}
