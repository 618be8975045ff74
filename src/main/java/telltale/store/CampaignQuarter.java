package telltale.store;

/**
 * The counts of a campaign in a quarter hour, or in a span that begins with it.
 *
 * @param quarter the quarter hour since 1970, as in {@link Tally#quarter}
 * @param deliveries deliveries created in that time
 * @param accepted those of them that a server has accepted, at any time
 * @param opens loads of their pixels
 * @param unique deliveries opened for the first time
 * @param clicks clicks on their links
 * @param clicked deliveries clicked for the first time
 */
public record CampaignQuarter(
        long quarter, long deliveries, long accepted, long opens, long unique, long clicks, long clicked) {
    /** A quarter hour without clicks. */
    public CampaignQuarter(long quarter, long deliveries, long accepted, long opens, long unique) {
        this(quarter, deliveries, accepted, opens, unique, 0, 0);
    }

    /** The sum of both, with the quarter of this one. */
    public CampaignQuarter plus(CampaignQuarter other) {
        return new CampaignQuarter(
                quarter,
                deliveries + other.deliveries,
                accepted + other.accepted,
                opens + other.opens,
                unique + other.unique,
                clicks + other.clicks,
                clicked + other.clicked);
    }
}
