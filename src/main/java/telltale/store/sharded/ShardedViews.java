package telltale.store.sharded;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.store.MessageViews;
import telltale.store.StoredView;

/** The web pages of messages in several databases. */
final class ShardedViews implements MessageViews {
    private final ShardSet shards;

    ShardedViews(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public Optional<StoredView> find(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.messageViews().find(delivery));
    }

    @Override
    public boolean end(UUID message, Instant now) {
        return shards.at(message, store -> store.messageViews().end(message, now));
    }
}
