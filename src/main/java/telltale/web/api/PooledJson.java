package telltale.web.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.judging.Interval;
import telltale.judging.PooledEstimate;
import telltale.judging.PooledEstimate.Status;
import telltale.store.PooledCounts;

/**
 * What is known of a campaign's mail under the profile {@code aggregated}. It is never added to the figures of other profiles.
 *
 * @param recipients those who share pixels
 * @param opens absent unless there is an estimate
 * @param clicks the clicks of people; absent if there are too few pools
 */
record PooledJson(
        String status, long recipients, long pools, Optional<OpenersJson> opens, Optional<ClicksJson> clicks) {

    /** @param groups decides which numbers of clicks are shown; the other figures are of at least ten pools, or of the mails alone */
    static PooledJson of(PooledCounts counts, SmallGroups groups) {
        PooledEstimate estimate = PooledEstimate.of(counts.groups());
        return new PooledJson(
                estimate.status().wireName(),
                estimate.recipients(),
                estimate.pools(),
                Optional.ofNullable(openers(estimate)),
                estimate.status() == Status.TOO_FEW ? Optional.empty() : Optional.of(ClicksJson.of(counts, groups)));
    }

    private static @Nullable OpenersJson openers(PooledEstimate estimate) {
        Double rate = estimate.rate();
        Interval interval = estimate.interval();
        return rate == null || interval == null
                ? null
                : new OpenersJson(
                        Math.round(rate * estimate.recipients()),
                        (long) Math.floor(interval.low() * estimate.recipients()),
                        (long) Math.ceil(interval.high() * estimate.recipients()));
    }

    /** The number of recipients who opened the mail, with its 95 % interval. */
    private record OpenersJson(long estimate, long low, long high) {}

    private record ClicksJson(long total, List<LinkJson> links) {
        static ClicksJson of(PooledCounts counts, SmallGroups groups) {
            List<LinkJson> links = counts.clicks().entrySet().stream()
                    .map(link -> new LinkJson(link.getKey(), groups.shown(link.getValue())))
                    .filter(link -> link.clicks > 0)
                    .toList();
            return new ClicksJson(links.stream().mapToLong(LinkJson::clicks).sum(), links);
        }
    }

    /** @param link the number of the link within its message */
    private record LinkJson(int link, long clicks) {}
}
