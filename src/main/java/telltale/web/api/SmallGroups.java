package telltale.web.api;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.InvalidInputException;
import telltale.model.PrivacyProfile;
import telltale.model.Role;
import telltale.store.CampaignCounts;
import telltale.store.CampaignDay;
import telltale.store.Figures;
import telltale.store.Judgements;
import telltale.store.Metric;
import telltale.store.Statistics;
import telltale.web.http.Identity;
import telltale.web.http.RoutedRequest;

/**
 * Keeps the figures of fewer than {@value #MIN_PEOPLE} people from a role that must not be shown them ({@link
 * Role#isShownSmallGroups}), because they would tell what single people did. For that role, each figure of a day (UTC) that has ended is
 * rounded down to a multiple of {@value #MIN_PEOPLE}, and every other figure is a sum of such. So subtracting figures gives only such
 * sums again, whatever ranges and tables they are from.
 */
record SmallGroups(boolean hidden) {
    /** The smallest number of people whose figures every role is shown. */
    static final int MIN_PEOPLE = 20;

    /** The days of a range that may be read one by one. */
    static final int MAX_DAYS = 400;

    private static final ZoneId UTC = ZoneId.of("UTC");

    /** The rule for the sender of a request. */
    static SmallGroups of(RoutedRequest request) {
        return new SmallGroups(!Identity.of(request.http()).role().isShownSmallGroups());
    }

    /** The only time zone of the role: days of two zones overlap, and subtracting them would tell what happened in hours. */
    @Nullable
    ZoneId onlyZone() {
        return hidden ? UTC : null;
    }

    /** The same days in the only time zone of the role. */
    DayRange days(DayRange range) {
        if (!hidden) {
            return range;
        }
        if (range.from().plusDays(MAX_DAYS).isBefore(range.to())) {
            throw tooLong();
        }
        return new DayRange(range.from(), range.to(), UTC);
    }

    /** The spans of quarter hours whose counts are shown: the whole range, or each of its days that has ended. */
    List<List<Long>> spans(DayRange range, Clock clock) {
        return hidden
                ? ReleasedStatistics.days(range.fromQuarter(), range.toQuarter(), clock).stream()
                        .map(day -> List.of(day, day + ReleasedStatistics.DAY))
                        .toList()
                : List.of(List.of(range.fromQuarter(), range.toQuarter()));
    }

    /** Why a range is not answered. */
    static InvalidInputException tooLong() {
        return new InvalidInputException(
                "from", "the range from … to is limited to " + MAX_DAYS + " days for the role analyst");
    }

    /** What is shown of a count of a day. */
    long shown(long count) {
        return hidden ? count - count % MIN_PEOPLE : count;
    }

    /** Whether nothing is shown, because there is nothing or it is of few people. */
    boolean hides(long shown) {
        return hidden && shown < MIN_PEOPLE;
    }

    /** Whether nothing is shown in a row. */
    boolean hides(Figures shown) {
        return hidden && shown.isZero();
    }

    /** Whether nothing is shown of a campaign. */
    boolean hides(CampaignCounts shown) {
        return hidden && shown.equals(CampaignCounts.NONE);
    }

    /** The statistics that are shown. */
    Statistics of(Statistics all, Clock clock) {
        return hidden ? new ReleasedStatistics(all, this, clock) : all;
    }

    /** What is shown of the figures of a day. Several opens or clicks may be of one person, so enough people must have made them. */
    Figures shown(Figures day) {
        Figures.Sum shown = new Figures.Sum();
        for (Metric metric : Metric.ALL) {
            boolean isOfFew = metric.isByPerson() && hides(day.get(people(metric)));
            shown.add(metric, isOfFew ? 0 : shown(day.get(metric)));
        }
        return shown.figures();
    }

    private static Metric people(Metric events) {
        return events.kind() == EventKind.CLICK ? Metric.CLICKED : Metric.SEEN;
    }

    /** What is shown of the days of a campaign. */
    List<CampaignDay> shown(List<CampaignDay> days, Clock clock) {
        if (!hidden) {
            return days;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return days.stream()
                .filter(day -> day.day().isBefore(today))
                .map(day -> new CampaignDay(day.day(), shown(day.counts())))
                .toList();
    }

    private CampaignCounts shown(CampaignCounts day) {
        return new CampaignCounts(
                shown(day.deliveries()),
                shown(day.accepted()),
                shown(day.bounced()),
                shown(day.complained()),
                hides(day.unique()) ? 0 : shown(day.opens()),
                shown(day.unique()),
                hides(day.clicked()) ? 0 : shown(day.clicks()),
                shown(day.clicked()));
    }

    /** The deliveries under a profile in each bucket that are shown, of each of these campaigns that exists. */
    Map<String, Map<Integer, Long>> buckets(
            Judgements judgements, PrivacyProfile profile, List<String> campaigns, DayRange range, Clock clock) {
        Map<String, Map<Integer, Long>> sums = new HashMap<>();
        judgements
                .bucketCounts(profile, campaigns, range.fromQuarter(), range.fromQuarter())
                .keySet()
                .forEach(campaign -> sums.put(campaign, new HashMap<>()));
        for (List<Long> span : spans(range, clock)) {
            judgements
                    .bucketCounts(profile, campaigns, span.get(0), span.get(1))
                    .forEach((campaign, buckets) ->
                            add(buckets, sums.computeIfAbsent(campaign, none -> new HashMap<>())));
        }
        return sums;
    }

    private void add(Map<Integer, Long> buckets, Map<Integer, Long> sums) {
        buckets.forEach((bucket, count) -> sums.merge(bucket, shown(count), Long::sum));
    }
}
