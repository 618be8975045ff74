package telltale.store.sharded;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.CampaignHolds;
import telltale.store.StoreUnavailableException;

/**
 * The held campaigns of several databases. The first one says which are held; the others follow at once, or when mails are released
 * next. What failed is the sum over all.
 */
final class ShardedHolds implements CampaignHolds {
    private static final Logger log = LoggerFactory.getLogger(ShardedHolds.class);

    private final ShardSet shards;

    ShardedHolds(ShardSet shards) {
        this.shards = shards;
    }

    /** At least one database has its part of the failures. */
    @Override
    public List<String> candidates(double share, long minAttempts) {
        double part = share / shards.numbers().size();
        return shards.askEach(store -> store.campaignHolds().candidates(part, minAttempts)).values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    @Override
    public List<Standing> standings(List<String> campaigns) {
        if (campaigns.isEmpty()) {
            return List.of();
        }
        Map<String, Standing> sums = new LinkedHashMap<>();
        shards.readEach(store -> store.campaignHolds().standings(campaigns))
                .values()
                .forEach(part -> part.forEach(one -> sums.merge(one.campaign(), one, Standing::plus)));
        return List.copyOf(sums.values());
    }

    @Override
    public boolean hold(String campaign, Instant now) {
        boolean isHeld = shards.ask(0, store -> store.campaignHolds().hold(campaign, now));
        follow(number -> shards.ask(number, store -> store.campaignHolds().hold(campaign, now)));
        return isHeld;
    }

    @Override
    public Map<String, Instant> held() {
        return shards.ask(0, store -> store.campaignHolds().held());
    }

    @Override
    public boolean resume(String campaign) {
        boolean isResumed = shards.ask(0, store -> store.campaignHolds().resume(campaign));
        follow(number -> shards.ask(number, store -> store.campaignHolds().resume(campaign)));
        return isResumed;
    }

    @Override
    public int release(int limit) {
        follow(this::align);
        return Math.min(limit, shards.sum(store -> store.campaignHolds().release(limit)));
    }

    /** Holds in a database what the first one holds; that is read afterwards, since it is changed before. */
    private boolean align(int number) {
        Set<String> there =
                shards.ask(number, store -> store.campaignHolds().held()).keySet();
        Map<String, Instant> here = held();
        if (!there.equals(here.keySet())) {
            shards.run(number, store -> {
                there.stream().filter(name -> !here.containsKey(name)).forEach(store.campaignHolds()::resume);
                here.forEach(store.campaignHolds()::hold);
            });
        }
        return true;
    }

    @FunctionalInterface
    private interface Change {
        boolean in(int number);
    }

    /** Changes the further databases; one that is unavailable is aligned when it is back. */
    private void follow(Change change) {
        for (int number : shards.furtherNumbers()) {
            try {
                boolean unused = change.in(number);
            } catch (StoreUnavailableException away) {
                log.debug("Shard {} follows later: {}", number, away.getMessage());
            }
        }
    }
}
