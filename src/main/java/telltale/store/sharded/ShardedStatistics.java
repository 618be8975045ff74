package telltale.store.sharded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.PrivacyProfile;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics;

/**
 * The statistics of several databases: sums over those that are available. Each counts its own {@link #MAX_KEYS} keys apart, so the
 * count of a key beyond them in one database is a lower bound.
 */
final class ShardedStatistics implements Statistics {
    private final ShardSet shards;
    private final PrivacyProfile profile;

    ShardedStatistics(ShardSet shards, PrivacyProfile profile) {
        this.shards = shards;
        this.profile = profile;
    }

    private <T> List<T> ask(Function<Statistics, T> question) {
        return List.copyOf(shards.readEach(store -> question.apply(store.statistics(profile)))
                .values());
    }

    /** The answers of the databases that know the campaign; empty if none does. */
    private <T> Optional<List<T>> askKnowing(Function<Statistics, Optional<T>> question) {
        List<T> known = ask(question).stream().flatMap(Optional::stream).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(known);
    }

    @Override
    public Optional<List<Figures>> spans(@Nullable String campaign, List<Long> bounds) {
        return askKnowing(statistics -> statistics.spans(campaign, bounds)).map(parts -> {
            List<Figures> sums = new ArrayList<>();
            for (int i = 0; i < bounds.size() - 1; i++) {
                int span = i;
                sums.add(Figures.sum(parts.stream().map(part -> part.get(span)).toList()));
            }
            return sums;
        });
    }

    @Override
    public Optional<Map<String, Figures>> keys(
            @Nullable String campaign, Dimension dimension, long fromQuarter, long toQuarter) {
        return askKnowing(statistics -> statistics.keys(campaign, dimension, fromQuarter, toQuarter))
                .map(ShardedStatistics::sums);
    }

    @Override
    public Map<String, Figures> campaigns(long fromQuarter, long toQuarter) {
        return sums(ask(statistics -> statistics.campaigns(fromQuarter, toQuarter)));
    }

    @Override
    public Optional<Map<Integer, Figures>> hoursOfWeek(
            @Nullable String campaign, List<Period> periods, Set<Metric> metrics) {
        return askKnowing(statistics -> statistics.hoursOfWeek(campaign, periods, metrics))
                .map(ShardedStatistics::sums);
    }

    private static <K extends Comparable<K>> Map<K, Figures> sums(List<Map<K, Figures>> parts) {
        Map<K, Figures> sums = new TreeMap<>();
        parts.forEach(part -> part.forEach((key, figures) -> sums.merge(key, figures, Figures::plus)));
        return sums;
    }

    @Override
    public Map<String, String> destinations(String campaign) {
        Map<String, String> all = new HashMap<>();
        ask(statistics -> statistics.destinations(campaign)).forEach(all::putAll);
        return all;
    }

    @Override
    public boolean isEmpty() {
        return ask(Statistics::isEmpty).stream().allMatch(isEmpty -> isEmpty);
    }

    @Override
    public long countUncounted(long limit) {
        return Math.min(
                limit,
                ask(statistics -> statistics.countUncounted(limit)).stream()
                        .mapToLong(count -> count)
                        .sum());
    }
}
