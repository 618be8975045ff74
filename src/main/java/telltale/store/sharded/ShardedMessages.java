package telltale.store.sharded;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.store.MessageProgress;
import telltale.store.Messages;
import telltale.store.PurgeCutoffs;
import telltale.store.QueuedDelivery;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** The messages of several databases: each is in one of them, with all its deliveries. */
final class ShardedMessages implements Messages {
    private final ShardSet shards;
    private final PlacedKeys keys;

    ShardedMessages(ShardSet shards) {
        this.shards = shards;
        this.keys = new PlacedKeys(shards);
    }

    @Override
    public Optional<StoredMessage> message(UUID id) {
        return shards.at(id, store -> store.messages().message(id));
    }

    @Override
    public Optional<StoredMessage> byIdempotencyKey(ImmutableBytes keyHash) {
        int shard = shards.first().shardTable().placed(keyHash).orElse(0);
        return shards.ask(shard, store -> store.messages().byIdempotencyKey(keyHash));
    }

    @Override
    public Optional<UUID> latest(String campaign) {
        return shards.readEach(store -> store.messages().latest(campaign)).values().stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    @Override
    public Map<String, Set<PrivacyProfile>> profiles(List<String> campaigns) {
        Map<String, Set<PrivacyProfile>> all = new HashMap<>();
        shards.readEach(store -> store.messages().profiles(campaigns))
                .values()
                .forEach(some -> some.forEach((campaign, profiles) -> all.computeIfAbsent(
                                campaign, any -> EnumSet.noneOf(PrivacyProfile.class))
                        .addAll(profiles)));
        return all;
    }

    @Override
    public long storedBytes(UUID id) {
        return shards.at(id, store -> store.messages().storedBytes(id));
    }

    @Override
    public Optional<StoredCopy> copy(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.messages().copy(delivery));
    }

    @Override
    public Optional<MessageProgress> progress(UUID message) {
        return shards.at(message, store -> store.messages().progress(message));
    }

    @Override
    public int cancel(UUID message, Instant now) {
        return shards.at(message, store -> store.messages().cancel(message, now));
    }

    @Override
    public List<QueuedDelivery> queued(@Nullable UUID message, @Nullable DeliveryId after, int limit) {
        return message != null
                ? shards.at(message, store -> store.messages().queued(message, after, limit))
                : shards.readEach(store -> store.messages().queued(null, after, limit)).values().stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparing(QueuedDelivery::id))
                        .limit(limit)
                        .toList();
    }

    @Override
    public int purge(PurgeCutoffs cutoffs, int limit) {
        int purged = shards.sum(store -> store.messages().purge(cutoffs, limit));
        Instant before = cutoffs.keyed().isBefore(cutoffs.ended()) ? cutoffs.keyed() : cutoffs.ended();
        return keys.forgetBefore(before) ? Math.min(purged, limit) : limit;
    }
}
