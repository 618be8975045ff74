package telltale.store.sharded;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import telltale.store.WebhookEvents;
import telltale.store.Webhooks.Endpoint;

/** The events for webhooks, each composed and kept in the database in which it happened. */
final class ShardedWebhookEvents implements WebhookEvents {
    private final ShardSet shards;
    private final ShardedWebhooks webhooks;

    ShardedWebhookEvents(ShardSet shards, ShardedWebhooks webhooks) {
        this.shards = shards;
        this.webhooks = webhooks;
    }

    @Override
    public int compose(int limit, Composer composer, Instant now) {
        webhooks.align();
        return shards.max(store -> store.webhookEvents().compose(limit, composer, now));
    }

    @Override
    public Map<Endpoint, Long> countAnnounced(List<Long> deliveries, Composer composer, Instant now) {
        Map<UUID, Long> sums = new HashMap<>();
        ShardSet.splitRows(deliveries)
                .forEach((number, part) -> shards.ask(
                                number, store -> store.webhookEvents().countAnnounced(part, composer, now))
                        .forEach((endpoint, count) -> sums.merge(endpoint.id(), count, Long::sum)));
        return webhooks.all().stream()
                .filter(endpoint -> sums.containsKey(endpoint.id()))
                .collect(Collectors.toMap(endpoint -> endpoint, endpoint -> sums.getOrDefault(endpoint.id(), 0L)));
    }

    @Override
    public void announce(List<Long> deliveries, Instant now) {
        ShardSet.splitRows(deliveries)
                .forEach((number, part) ->
                        shards.run(number, store -> store.webhookEvents().announce(part, now)));
    }

    @Override
    public int deleteOld(Instant now, int limit) {
        return shards.max(store -> store.webhookEvents().deleteOld(now, limit));
    }
}
