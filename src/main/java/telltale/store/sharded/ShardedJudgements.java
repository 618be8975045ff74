package telltale.store.sharded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.VerdictClass;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgements;
import telltale.store.ShardTable;

/** The judgements of several databases; the number of a delivery says which it is in. */
final class ShardedJudgements implements Judgements {
    private final ShardSet shards;

    ShardedJudgements(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public int judge(int limit, Function<Evidence, Judgement> judge) {
        int judged = shards.askEach(store -> store.judgements().judge(limit, judge)).values().stream()
                .mapToInt(count -> count)
                .sum();
        return Math.min(judged, limit);
    }

    @Override
    public long countPending(long limit) {
        long pending = shards.askEach(store -> store.judgements().countPending(limit)).values().stream()
                .mapToLong(count -> count)
                .sum();
        return Math.min(pending, limit);
    }

    @Override
    public Map<DeliveryId, Evidence> evidence(List<DeliveryId> deliveries) {
        return of(deliveries, Judgements::evidence);
    }

    @Override
    public Map<DeliveryId, Judgement> of(List<DeliveryId> deliveries) {
        return of(deliveries, Judgements::of);
    }

    @FunctionalInterface
    private interface Question<T> {
        Map<DeliveryId, T> of(Judgements judgements, List<DeliveryId> deliveries);
    }

    private <T> Map<DeliveryId, T> of(List<DeliveryId> deliveries, Question<T> question) {
        Map<DeliveryId, T> all = new HashMap<>();
        shards.split(deliveries, DeliveryId::value)
                .forEach((number, part) ->
                        all.putAll(shards.ask(number, store -> question.of(store.judgements(), part))));
        return all;
    }

    @Override
    public Map<String, Map<Integer, Long>> bucketCounts(
            PrivacyProfile profile, List<String> campaigns, long fromQuarter, long toQuarter) {
        Map<String, Map<Integer, Long>> sums = new HashMap<>();
        shards.readEach(store -> store.judgements().bucketCounts(profile, campaigns, fromQuarter, toQuarter))
                .values()
                .forEach(part -> part.forEach((campaign, counts) -> {
                    Map<Integer, Long> sum = sums.computeIfAbsent(campaign, any -> new HashMap<>());
                    counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
                }));
        return sums;
    }

    @Override
    public void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type) {
        shards.run(shards.of(delivery.value()), store -> store.judgements().correct(delivery, event, type));
    }

    @Override
    public List<Outdated> outdated(String ruleset, long after, int limit) {
        List<Outdated> page = new ArrayList<>();
        for (int number : shards.numbers()) {
            if (number >= ShardTable.shard(after) && page.size() < limit) {
                long from = Math.max(after, number * ShardTable.ROWS);
                int left = limit - page.size();
                page.addAll(shards.ask(number, store -> store.judgements().outdated(ruleset, from, left)));
            }
        }
        return page;
    }

    @Override
    public List<WithoutProvider> withoutProvider(int limit) {
        return shards.askEach(store -> store.judgements().withoutProvider(limit)).values().stream()
                .flatMap(List::stream)
                .limit(limit)
                .toList();
    }

    @Override
    public void setProviders(Map<Long, Provider> providers) {
        SortedMap<Integer, Map<Long, Provider>> parts = new TreeMap<>();
        providers.forEach(
                (delivery, provider) -> parts.computeIfAbsent(ShardTable.shard(delivery), number -> new HashMap<>())
                        .put(delivery, provider));
        parts.forEach(
                (number, part) -> shards.run(number, store -> store.judgements().setProviders(part)));
    }

    @Override
    public void markForJudgement(List<Long> numbers) {
        ShardSet.splitRows(numbers)
                .forEach((number, part) ->
                        shards.run(number, store -> store.judgements().markForJudgement(part)));
    }
}
