package telltale.store;

/**
 * The counts of a campaign in some time.
 *
 * @param deliveries deliveries created in that time
 * @param accepted those of them that a server has accepted, at any time, also if they bounced
 * @param bounced those of them that a server accepted and a report says were not delivered
 * @param complained those of them about which the recipient or provider complained
 * @param opens loads of their pixels
 * @param unique deliveries opened for the first time
 * @param clicks clicks on their links
 * @param clicked deliveries clicked for the first time
 */
public record CampaignCounts(
        long deliveries,
        long accepted,
        long bounced,
        long complained,
        long opens,
        long unique,
        long clicks,
        long clicked) {
    /** No counts. */
    public static final CampaignCounts NONE = new CampaignCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** Counts without clicks, and of mails that did not come back. */
    public CampaignCounts(long deliveries, long accepted, long opens, long unique) {
        this(deliveries, accepted, 0, 0, opens, unique, 0, 0);
    }

    /** Deliveries that a server has accepted and that did not bounce. */
    public long delivered() {
        return accepted - bounced;
    }

    /** These counts without opens and clicks. */
    public CampaignCounts withoutEvents() {
        return new CampaignCounts(deliveries, accepted, bounced, complained, 0, 0, 0, 0);
    }

    /** These counts of opens and clicks alone. */
    public CampaignCounts withoutMails() {
        return new CampaignCounts(0, 0, 0, 0, opens, unique, clicks, clicked);
    }

    /** The sum of both. */
    public CampaignCounts plus(CampaignCounts other) {
        return new CampaignCounts(
                deliveries + other.deliveries,
                accepted + other.accepted,
                bounced + other.bounced,
                complained + other.complained,
                opens + other.opens,
                unique + other.unique,
                clicks + other.clicks,
                clicked + other.clicked);
    }
}
