package telltale.web.api;

import java.time.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import telltale.judging.MeasurementBucket;
import telltale.judging.OpenRate;
import telltale.model.PrivacyProfile;
import telltale.model.WireConstant;
import telltale.store.Store;
import telltale.web.http.Fields;

/**
 * The privacy profiles of the mails of some campaigns, and the open rates of each. Rates of different profiles are never put
 * together, because each profile measures other people.
 */
final class CampaignProfiles {
    /** The parameter that selects the mails under one profile. */
    static final String PARAMETER = "profile";

    private final Map<String, Set<PrivacyProfile>> profiles;
    private final Map<PrivacyProfile, Map<String, OpenRate>> rates;

    private CampaignProfiles(
            Map<String, Set<PrivacyProfile>> profiles, Map<PrivacyProfile, Map<String, OpenRate>> rates) {
        this.profiles = profiles;
        this.rates = rates;
    }

    /** The profile that a query asks for, or null. */
    static @Nullable PrivacyProfile asked(Fields query) {
        return query.read(PARAMETER, text -> WireConstant.of(PrivacyProfile.class, text));
    }

    /** Reads the profiles, and the open rates that are shown of deliveries created in a range of days. */
    static CampaignProfiles of(Store store, List<String> campaigns, DayRange range, SmallGroups groups, Clock clock) {
        Map<String, Set<PrivacyProfile>> profiles = store.messages().profiles(campaigns);
        Set<PrivacyProfile> used = EnumSet.noneOf(PrivacyProfile.class);
        profiles.values().forEach(used::addAll);
        Map<PrivacyProfile, Map<String, OpenRate>> rates = new EnumMap<>(PrivacyProfile.class);
        for (PrivacyProfile profile : used) {
            Map<String, OpenRate> found = new HashMap<>();
            groups.buckets(store.judgements(), profile, campaigns, range, clock)
                    .forEach((campaign, buckets) -> found.put(campaign, rate(buckets)));
            rates.put(profile, found);
        }
        return new CampaignProfiles(profiles, rates);
    }

    private static OpenRate rate(Map<Integer, Long> buckets) {
        Map<MeasurementBucket, Long> deliveries = new HashMap<>();
        buckets.forEach((number, count) -> deliveries.put(MeasurementBucket.of(number), count));
        return OpenRate.of(deliveries);
    }

    /** Whether there is a campaign with this name. */
    boolean exists(String campaign) {
        return profiles.containsKey(campaign);
    }

    /** The profiles of a campaign, the least strict first; at least one. */
    List<PrivacyProfile> of(String campaign) {
        Set<PrivacyProfile> found = profiles.getOrDefault(campaign, Set.of());
        return found.isEmpty()
                ? List.of(PrivacyProfile.INDIVIDUAL)
                : found.stream().sorted().toList();
    }

    /** The profiles of a campaign and one more. */
    List<PrivacyProfile> and(String campaign, PrivacyProfile more) {
        Set<PrivacyProfile> all = new TreeSet<>(of(campaign));
        all.add(more);
        return List.copyOf(all);
    }

    /** The profile of all mails of a campaign; null if there are several. */
    @Nullable
    PrivacyProfile only(String campaign) {
        List<PrivacyProfile> found = of(campaign);
        return found.size() == 1 ? found.get(0) : null;
    }

    /** The open rate of the mails of a campaign under a profile. */
    OpenRate rate(String campaign, PrivacyProfile profile) {
        return rates.getOrDefault(profile, Map.of()).getOrDefault(campaign, OpenRate.of(Map.of()));
    }
}
