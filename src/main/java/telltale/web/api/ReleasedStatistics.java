package telltale.web.api;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics;
import telltale.store.Tally;

/**
 * Statistics without small groups: sums of what is shown of each whole day (UTC) that has ended. A day that has not ended would tell
 * when the last of a multiple of people did something.
 */
final class ReleasedStatistics implements Statistics {
    /** The quarter hours of a day. */
    static final long DAY = 24 * 4;

    private final Statistics all;
    private final SmallGroups groups;
    private final Clock clock;

    ReleasedStatistics(Statistics all, SmallGroups groups, Clock clock) {
        this.all = all;
        this.groups = groups;
        this.clock = clock;
    }

    /** The first quarter hours of the whole days in a range that have ended. */
    static List<Long> days(long fromQuarter, long toQuarter, Clock clock) {
        long first = -Math.floorDiv(-fromQuarter, DAY) * DAY;
        long end = Math.min(toQuarter, Tally.quarter(clock.instant()));
        return LongStream.iterate(first, day -> day + DAY <= end, day -> day + DAY)
                .boxed()
                .toList();
    }

    /** The days, if they are few enough to be read one by one. */
    private List<Long> fewDays(long fromQuarter, long toQuarter) {
        List<Long> days = days(fromQuarter, toQuarter, clock);
        if (days.size() > SmallGroups.MAX_DAYS) {
            throw SmallGroups.tooLong();
        }
        return days;
    }

    @Override
    public Optional<List<Figures>> spans(@Nullable String campaign, List<Long> bounds) {
        long from = bounds.get(0);
        List<Long> days = days(from, bounds.get(bounds.size() - 1), clock);
        List<Long> edges = new ArrayList<>(days);
        edges.add(days.isEmpty() ? from : days.get(days.size() - 1) + DAY);
        if (days.isEmpty()) {
            edges.add(from);
        }
        return all.spans(campaign, edges).map(figures -> {
            List<Figures> spans = new ArrayList<>();
            for (int i = 0; i + 1 < bounds.size(); i++) {
                spans.add(sum(days, figures, bounds.get(i), bounds.get(i + 1)));
            }
            return spans;
        });
    }

    private Figures sum(List<Long> days, List<Figures> figures, long from, long to) {
        Figures.Sum sum = new Figures.Sum();
        for (int i = 0; i < days.size(); i++) {
            if (days.get(i) >= from && days.get(i) + DAY <= to) {
                sum.add(groups.shown(figures.get(i)));
            }
        }
        return sum.figures();
    }

    @Override
    public Optional<Map<String, Figures>> keys(
            @Nullable String campaign, Dimension dimension, long fromQuarter, long toQuarter) {
        return sums(fewDays(fromQuarter, toQuarter), day -> all.keys(campaign, dimension, day, day + DAY))
                .or(() -> all.keys(campaign, dimension, fromQuarter, fromQuarter));
    }

    @Override
    public Map<String, Figures> campaigns(long fromQuarter, long toQuarter) {
        return sums(fewDays(fromQuarter, toQuarter), day -> Optional.of(all.campaigns(day, day + DAY)))
                .orElse(Map.of());
    }

    @Override
    public Optional<Map<Integer, Figures>> hoursOfWeek(
            @Nullable String campaign, List<Period> periods, Set<Metric> metrics) {
        Period first = periods.get(0);
        return sums(
                        fewDays(first.from(), periods.get(periods.size() - 1).to()),
                        day -> all.hoursOfWeek(campaign, List.of(new Period(day, day + DAY, 0)), metrics))
                .or(() -> all.hoursOfWeek(campaign, List.of(new Period(first.from(), first.from(), 0)), metrics));
    }

    /** The sums by key, without keys that have only zeros; empty if there is no day, or a day cannot be read. */
    private <K> Optional<Map<K, Figures>> sums(List<Long> days, LongFunction<Optional<Map<K, Figures>>> read) {
        Map<K, Figures> sums = new HashMap<>();
        for (long day : days) {
            Optional<Map<K, Figures>> found = read.apply(day);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            found.get().forEach((key, figures) -> sums.merge(key, groups.shown(figures), Figures::plus));
        }
        sums.values().removeIf(Figures::isZero);
        return days.isEmpty() ? Optional.empty() : Optional.of(sums);
    }

    @Override
    public Map<String, String> destinations(String campaign) {
        return all.destinations(campaign);
    }

    @Override
    public boolean isEmpty() {
        return all.isEmpty();
    }

    @Override
    public long countUncounted(long limit) {
        return groups.shown(all.countUncounted(limit));
    }
}
