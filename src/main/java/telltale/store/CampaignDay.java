package telltale.store;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The counts of a campaign on one day in a time zone. */
public record CampaignDay(LocalDate day, CampaignCounts counts) {
    /** Sums quarter hours by the days of a time zone, in order, without empty days. */
    public static List<CampaignDay> of(List<CampaignQuarter> quarters, ZoneId zone) {
        Map<LocalDate, CampaignCounts> days = new TreeMap<>();
        for (CampaignQuarter quarter : quarters) {
            LocalDate day = Tally.begin(quarter.quarter()).atZone(zone).toLocalDate();
            days.merge(day, quarter.counts(), CampaignCounts::plus);
        }
        return days.entrySet().stream()
                .map(day -> new CampaignDay(day.getKey(), day.getValue()))
                .toList();
    }
}
