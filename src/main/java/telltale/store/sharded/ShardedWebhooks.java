package telltale.store.sharded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.Webhooks;

/**
 * The endpoints that events are sent to. The first database says which there are; the others have copies, since what happens is noted
 * where it does, if an endpoint there gets it.
 */
final class ShardedWebhooks implements Webhooks {
    private static final Logger log = LoggerFactory.getLogger(ShardedWebhooks.class);

    private final ShardSet shards;

    ShardedWebhooks(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public List<Endpoint> all() {
        return shards.ask(0, store -> store.webhooks().all());
    }

    @Override
    public Optional<Endpoint> find(UUID id) {
        return shards.ask(0, store -> store.webhooks().find(id));
    }

    @Override
    public void add(Endpoint endpoint) {
        shards.run(0, store -> store.webhooks().add(endpoint));
        align();
    }

    @Override
    public Optional<Endpoint> change(UUID id, UnaryOperator<Endpoint> change) {
        Optional<Endpoint> changed = shards.ask(0, store -> store.webhooks().change(id, change));
        align();
        return changed;
    }

    @Override
    public boolean delete(UUID id) {
        boolean isDeleted = shards.ask(0, store -> store.webhooks().delete(id));
        align();
        return isDeleted;
    }

    /** Makes the copies equal to what the first database has; one that is unavailable is aligned later. */
    void align() {
        shards.furtherNumbers().forEach(this::align);
    }

    private void align(int number) {
        try {
            List<Endpoint> there = shards.ask(number, store -> store.webhooks().all());
            List<Endpoint> here = all();
            if (!Set.copyOf(there).equals(Set.copyOf(here))) {
                shards.run(number, store -> align(store, there, here));
            }
        } catch (StoreUnavailableException away) {
            log.debug("Shard {} gets the webhooks later: {}", number, away.getMessage());
        }
    }

    private static void align(Store store, List<Endpoint> there, List<Endpoint> here) {
        Map<UUID, Endpoint> known = byId(there);
        for (Endpoint endpoint : here) {
            if (!known.containsKey(endpoint.id())) {
                store.webhooks().add(endpoint);
            }
            if (!endpoint.equals(known.get(endpoint.id()))) {
                var unused = store.webhooks().change(endpoint.id(), any -> endpoint);
            }
        }
        Set<UUID> all = byId(here).keySet();
        known.keySet().stream().filter(id -> !all.contains(id)).forEach(store.webhooks()::delete);
    }

    private static Map<UUID, Endpoint> byId(List<Endpoint> endpoints) {
        return endpoints.stream().collect(Collectors.toMap(Endpoint::id, Function.identity()));
    }
}
