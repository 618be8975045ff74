package telltale.store;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What happened in a campaign on one day, as its reader's calendar has it.
 *
 * @param deliveries mails that were taken on that day
 * @param accepted those of them that a server took, whenever that was
 * @param opens loads of the campaign's pixels
 * @param unique deliveries whose pixel was loaded for the first time
 * @param clicks visits of the campaign's links
 * @param clicked deliveries of which a link was visited for the first time
 */
public record CampaignDay(
        LocalDate day, long deliveries, long accepted, long opens, long unique, long clicks, long clicked) {
    /** Without clicks. */
    public CampaignDay(LocalDate day, long deliveries, long accepted, long opens, long unique) {
        this(day, deliveries, accepted, opens, unique, 0, 0);
    }

    /** The days of a zone that these quarter hours lie in, in their order; days without any are left out. */
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
