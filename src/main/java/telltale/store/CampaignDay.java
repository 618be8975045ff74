package telltale.store;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The counts of a campaign on one day in a time zone.
 *
 * @param deliveries deliveries created on that day
 * @param accepted those of them that a server has accepted, at any time
 * @param opens loads of the campaign's pixels
 * @param unique deliveries opened for the first time
 * @param clicks clicks on the campaign's links
 * @param clicked deliveries clicked for the first time
 */
public record CampaignDay(
        LocalDate day, long deliveries, long accepted, long opens, long unique, long clicks, long clicked) {
    /** A day without clicks. */
    public CampaignDay(LocalDate day, long deliveries, long accepted, long opens, long unique) {
        this(day, deliveries, accepted, opens, unique, 0, 0);
    }

    /** Sums quarter hours by the days of a time zone, in order, without empty days. */
    public static List<CampaignDay> of(List<CampaignQuarter> quarters, ZoneId zone) {
        TreeMap<LocalDate, CampaignDay> days = new TreeMap<>();
        for (CampaignQuarter quarter : quarters) {
            LocalDate day = Tally.begin(quarter.quarter()).atZone(zone).toLocalDate();
            days.merge(
                    day,
                    new CampaignDay(
                            day,
                            quarter.deliveries(),
                            quarter.accepted(),
                            quarter.opens(),
                            quarter.unique(),
                            quarter.clicks(),
                            quarter.clicked()),
                    CampaignDay::plus);
        }
        return new ArrayList<>(days.values());
    }

    private CampaignDay plus(CampaignDay other) {
        return new CampaignDay(
                day,
                deliveries + other.deliveries,
                accepted + other.accepted,
                opens + other.opens,
                unique + other.unique,
                clicks + other.clicks,
                clicked + other.clicked);
    }
}
