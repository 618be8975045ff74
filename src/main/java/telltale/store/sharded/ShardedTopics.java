package telltale.store.sharded;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Topic;
import telltale.store.Topics;

/** The topics of several databases. Each has those of its mails; the titles are in the first. */
final class ShardedTopics implements Topics {
    private final ShardSet shards;

    ShardedTopics(ShardSet shards) {
        this.shards = shards;
    }

    private Topics first() {
        return shards.first().topics();
    }

    @Override
    public Topic named(String name) {
        return first().named(name);
    }

    @Override
    public Optional<Topic> of(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.topics().of(delivery)).map(topic -> named(topic.name()));
    }

    @Override
    public void put(Topic topic) {
        first().put(topic);
    }

    @Override
    public List<Topic> page(@Nullable String after, int limit) {
        return shards.readEach(store -> store.topics().page(after, limit)).values().stream()
                .flatMap(List::stream)
                .map(Topic::name)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .limit(limit)
                .map(this::named)
                .toList();
    }
}
