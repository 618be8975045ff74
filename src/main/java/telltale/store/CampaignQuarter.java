package telltale.store;

/**
 * What happened in a campaign from one quarter of an hour on.
 *
 * @param quarter since 1970, as of {@link Tally#quarter}
 * @param deliveries mails that were taken on then
 * @param accepted those of them that a server took, whenever that was
 * @param opens loads of their pixels
 * @param unique deliveries whose pixel was loaded for the first time
 */
public record CampaignQuarter(long quarter, long deliveries, long accepted, long opens, long unique) {
    /** Both together, as of the first. */
    public CampaignQuarter plus(CampaignQuarter other) {
        return new CampaignQuarter(
                quarter,
                deliveries + other.deliveries,
                accepted + other.accepted,
                opens + other.opens,
                unique + other.unique);
    }
}
