package telltale.store;

/**
 * The counts of a campaign in a quarter hour, or in a span that begins with it.
 *
 * @param quarter the quarter hour since 1970, as in {@link Tally#quarter}
 */
public record CampaignQuarter(long quarter, CampaignCounts counts) {
    /** The sum of both, with the quarter of this one. */
    public CampaignQuarter plus(CampaignQuarter other) {
        return new CampaignQuarter(quarter, counts.plus(other.counts));
    }
}
