package telltale.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.PrivacyProfile;

/**
 * One page of campaigns.
 *
 * @param next the value of {@link CampaignQuery#before} for the next page, or null on the last page
 */
public record CampaignPage(
        List<Campaign> campaigns, @Nullable String next) {
    /**
     * A campaign and its counts in the queried time.
     *
     * @param mails its deliveries, without opens and clicks
     * @param events the opens and clicks of its mails by their profiles
     */
    public record Campaign(String name, CampaignCounts mails, Map<PrivacyProfile, CampaignCounts> events) {
        public Campaign {
            events = Map.copyOf(events);
        }

        /** All deliveries, with the opens and clicks of the mails under one profile. */
        public CampaignCounts counts(PrivacyProfile profile) {
            return mails.plus(events.getOrDefault(profile, CampaignCounts.NONE));
        }
    }
}
