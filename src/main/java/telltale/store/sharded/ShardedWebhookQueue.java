package telltale.store.sharded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.store.ShardTable;
import telltale.store.WebhookQueue;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.State;

/**
 * The events that wait for each endpoint in several databases; the number of an event or attempt says which it is in. Leases, and how
 * endpoints fare, are in the first.
 */
final class ShardedWebhookQueue implements WebhookQueue {
    private final ShardSet shards;
    private final ShardedWebhooks webhooks;

    ShardedWebhookQueue(ShardSet shards, ShardedWebhooks webhooks) {
        this.shards = shards;
        this.webhooks = webhooks;
    }

    @Override
    public List<UUID> ready(Instant now) {
        Set<UUID> due = new HashSet<>();
        shards.readEach(store -> store.webhookQueue().ready(now)).values().forEach(due::addAll);
        return due.isEmpty()
                ? List.of()
                : webhooks.all().stream()
                        .filter(endpoint -> due.contains(endpoint.id()) && isTried(endpoint.condition(), now))
                        .map(Endpoint::id)
                        .toList();
    }

    private static boolean isTried(Condition condition, Instant now) {
        return condition.state() == State.ENABLED
                && (condition.retryAt() == null || !condition.retryAt().isAfter(now));
    }

    @Override
    public Optional<Endpoint> lease(UUID endpoint, Duration length) {
        return shards.ask(0, store -> store.webhookQueue().lease(endpoint, length));
    }

    @Override
    public void release(UUID endpoint) {
        shards.run(0, store -> store.webhookQueue().release(endpoint));
    }

    /** The events of all databases in turn, since the numbers of different ones do not tell which is older. */
    @Override
    public List<Due> due(UUID endpoint, Instant now, int limit) {
        Collection<List<Due>> parts = shards.readEach(
                        store -> store.webhookQueue().due(endpoint, now, limit))
                .values();
        List<Due> due = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            int turn = i;
            parts.stream()
                    .filter(part -> part.size() > turn)
                    .map(part -> part.get(turn))
                    .forEach(due::add);
        }
        return due.subList(0, Math.min(limit, due.size()));
    }

    @Override
    public void record(UUID endpoint, List<Result> results, @Nullable Condition condition) {
        SortedMap<Integer, List<Result>> parts = new TreeMap<>(
                results.stream().collect(Collectors.groupingBy(result -> ShardTable.shard(result.number()))));
        List<Result> own = parts.getOrDefault(0, List.of());
        parts.remove(0);
        // First, as the endpoint must rest even if a database that events are in is unavailable; those are sent once
        // more then.
        shards.run(0, store -> store.webhookQueue().record(endpoint, own, condition));
        parts.forEach((number, part) ->
                shards.run(number, store -> store.webhookQueue().record(endpoint, part, null)));
    }

    /** Newest first in each database; those of the database with the highest number come first, since a page ends at a number. */
    @Override
    public List<Attempt> attempts(UUID endpoint, boolean failed, @Nullable Long before, int limit) {
        List<Attempt> page = new ArrayList<>();
        int from = before == null ? Integer.MAX_VALUE : ShardTable.shard(before);
        List<Integer> numbers = shards.numbers();
        for (int i = numbers.size() - 1; i >= 0 && page.size() < limit; i--) {
            int number = numbers.get(i);
            int left = limit - page.size();
            if (number <= from) {
                page.addAll(shards.ask(number, store -> store.webhookQueue().attempts(endpoint, failed, before, left)));
            }
        }
        return page;
    }

    /** Those of the first database that has any after a number. */
    @Override
    public Replayed replay(UUID endpoint, Replay replay, long after, int limit, Instant now) {
        Replayed some = new Replayed(0, after);
        while (some.count() == 0 && some.last() != null) {
            some = replayOne(endpoint, replay, some.last(), limit, now);
        }
        return some;
    }

    /** Those of one database; others may follow from the next one. */
    private Replayed replayOne(UUID endpoint, Replay replay, long after, int limit, Instant now) {
        int number = ShardTable.shard(after);
        Replayed some = shards.ask(number, store -> store.webhookQueue().replay(endpoint, replay, after, limit, now));
        Optional<Integer> next =
                shards.numbers().stream().filter(other -> other > number).findFirst();
        return some.last() != null || next.isEmpty() ? some : new Replayed(some.count(), next.get() * ShardTable.ROWS);
    }

    @Override
    public Backlog backlog(UUID endpoint, long limit) {
        Collection<Backlog> parts = shards.readEach(
                        store -> store.webhookQueue().backlog(endpoint, limit))
                .values();
        return new Backlog(
                Math.min(limit, parts.stream().mapToLong(Backlog::waiting).sum()),
                Math.min(limit, parts.stream().mapToLong(Backlog::failed).sum()));
    }
}
