package telltale.store.sharded;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;
import telltale.store.CampaignCounts;
import telltale.store.CampaignNames;
import telltale.store.CampaignPage;
import telltale.store.CampaignPage.Campaign;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Store;

/** The campaigns of several databases. The first one lists them all, in the order of their creation; counts are sums over all. */
final class ShardedCampaigns {
    private static final int MAX_LISTED = 10_000;

    private final ShardSet shards;
    /** Some campaigns that the first database lists. */
    private final Set<String> listed = ConcurrentHashMap.newKeySet();

    ShardedCampaigns(ShardSet shards) {
        this.shards = shards;
    }

    /** Makes sure that a campaign with mail in a database is listed. */
    void list(int shard, @Nullable String campaign) {
        if (shard == 0 || campaign == null || listed.contains(campaign)) {
            return;
        }
        shards.run(0, store -> store.shardTable().addCampaign(campaign));
        if (listed.size() >= MAX_LISTED) {
            listed.clear();
        }
        listed.add(campaign);
    }

    CampaignPage page(CampaignQuery query) {
        CampaignNames page = shards.ask(0, store -> store.campaignNames(query.part(), query.before(), query.limit()));
        List<Campaign> sums =
                shards.readEach(store -> store.shardTable().campaigns(page.names(), query)).values().stream()
                        .reduce(ShardedCampaigns::sum)
                        .orElseThrow();
        return new CampaignPage(sums, page.next());
    }

    private static List<Campaign> sum(List<Campaign> some, List<Campaign> others) {
        List<Campaign> sums = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            sums.add(sum(some.get(i), others.get(i)));
        }
        return sums;
    }

    private static Campaign sum(Campaign one, Campaign other) {
        Map<PrivacyProfile, CampaignCounts> events = new EnumMap<>(PrivacyProfile.class);
        events.putAll(one.events());
        other.events().forEach((profile, counts) -> events.merge(profile, counts, CampaignCounts::plus));
        return new Campaign(one.name(), one.mails().plus(other.mails()), events);
    }

    Optional<List<CampaignQuarter>> quarters(String name, PrivacyProfile profile, List<Long> bounds) {
        return merged(store -> store.campaign(name, profile, bounds), parts -> {
            SortedMap<Long, CampaignQuarter> sums = new TreeMap<>();
            parts.forEach(
                    part -> part.forEach(quarter -> sums.merge(quarter.quarter(), quarter, CampaignQuarter::plus)));
            return List.copyOf(sums.values());
        });
    }

    Optional<Map<FailureReason, Long>> failures(String name, long fromQuarter, long toQuarter) {
        return merged(store -> store.campaignFailures(name, fromQuarter, toQuarter), parts -> {
            Map<FailureReason, Long> sums = new EnumMap<>(FailureReason.class);
            parts.forEach(part -> part.forEach((reason, count) -> sums.merge(reason, count, Long::sum)));
            return sums;
        });
    }

    /** Merges the answers of all databases that know a campaign; empty if none does. */
    private <T> Optional<T> merged(Function<Store, Optional<T>> question, Function<List<T>, T> merge) {
        List<T> parts = shards.readEach(question).values().stream()
                .flatMap(Optional::stream)
                .toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(merge.apply(parts));
    }
}
