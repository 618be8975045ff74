package telltale.store;

import java.util.Collection;
import java.util.Map;
import telltale.model.CampaignKey;

/** What is stored of opens and clicks under the profile {@code aggregated}. Writes are durable and throw as in {@link Store}. */
public interface Pools {
    /**
     * A pool whose pixel a person's program loaded.
     *
     * @param draw a number from 0 to 99 that is the same for each of its hits; the pool is not stored as seen if the number is
     *     below its noise
     */
    record Seen(long pool, int draw) {}

    /** A link of a campaign, by its number within its message. */
    record ClickedLink(CampaignKey campaign, int link) {}

    /**
     * Stores pools as seen, and adds clicks.
     *
     * @param clicks the number of further clicks on each link
     */
    void record(Collection<Seen> seen, Map<ClickedLink, Long> clicks);

    /** The counts of a campaign; without pools and clicks if there is no such campaign. */
    PooledCounts counts(String campaign);
}
