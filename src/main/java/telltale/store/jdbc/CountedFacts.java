package telltale.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.Provider;
import telltale.model.ReportKind;
import telltale.store.EventCount;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;
import telltale.store.Metric;
import telltale.store.Tally;

/**
 * The facts of a delivery that statistics count besides its judged events, and what they have counted of it so far.
 *
 * @param series the series of its campaign and privacy profile
 * @param opens the number of all opens, with and without a row
 * @param clicks the number of all clicks
 * @param counted what was counted, as {@link Contribution#counted}; null for nothing
 */
record CountedFacts(
        long series,
        Provider provider,
        Instant createdAt,
        List<EventCount> facts,
        int opens,
        int clicks,
        LinkKeys links,
        @Nullable String counted) {
    /** The columns that {@link #read} reads, of a delivery {@code d} and its judgement {@code j}. */
    static final String COLUMNS = """
            d.state, d.failed_at, d.bounced_at, d.replied_at, d.unsubscribed_at, %s, %s,
            coalesce((select c.events from delivery_counters c where c.delivery = d.number and c.kind = 1), 0),
            coalesce((select c.events from delivery_counters c where c.delivery = d.number and c.kind = 3), 0),
            (select l.links from link_lists l where l.number = d.links), j.counted
            """.formatted(firstReport(ReportKind.COMPLAINT), firstReport(ReportKind.UNSUBSCRIBE));

    private static String firstReport(ReportKind kind) {
        return "(select min(r.received_at) from reports r where r.delivery = d.number"
                + " and coalesce(r.corrected_kind, r.kind) = " + kind.number() + ")";
    }

    /** Reads the facts of a delivery. */
    static CountedFacts read(
            ResultSet row, int first, long series, Provider provider, Instant createdAt, @Nullable Instant acceptedAt)
            throws SQLException {
        String state = row.getString(first);
        List<EventCount> facts = new ArrayList<>();
        add(facts, Metric.ACCEPTED, acceptedAt);
        add(facts, Metric.DELIVERED, state.equals("bounced") ? null : acceptedAt);
        Instant failedAt = RowMapping.instant(row, first + 1);
        boolean isFailed = state.equals("refused") || state.equals("failed");
        add(facts, Metric.FAILED, !isFailed ? null : failedAt == null ? createdAt : failedAt);
        add(facts, Metric.BOUNCED, RowMapping.instant(row, first + 2));
        add(facts, Metric.REPLIED, RowMapping.instant(row, first + 3));
        add(facts, Metric.COMPLAINED, RowMapping.instant(row, first + 5));
        Instant byLink = RowMapping.instant(row, first + 4);
        add(facts, Metric.UNSUBSCRIBED, earlier(byLink, RowMapping.instant(row, first + 6)));
        return new CountedFacts(
                series,
                provider,
                createdAt,
                List.copyOf(facts),
                row.getInt(first + 7),
                row.getInt(first + 8),
                LinkKeys.parse(row.getString(first + 9)),
                row.getString(first + 10));
    }

    private static void add(List<EventCount> facts, Metric metric, @Nullable Instant at) {
        if (at != null) {
            facts.add(new EventCount(metric, Tally.quarter(at), 1));
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /** What is counted so far; null for nothing. */
    @Nullable
    Contribution before(@Nullable Judgement judgement) {
        return counted == null
                ? null
                : Contribution.parse(series, counted, judgement == null ? List.of() : judgement.activity(), links);
    }

    /** What is to be counted with a judgement. */
    Contribution after(Judgement judgement) {
        List<EventCount> all = new ArrayList<>(facts);
        addUnjudged(all, EventKind.OPEN, opens, judgement.activity());
        addUnjudged(all, EventKind.CLICK, clicks, judgement.activity());
        return new Contribution(series, provider, EventCount.summed(all), judgement.activity(), links);
    }

    /** Adds the events without a verdict, whose time is unknown: with the last judged one, or with the delivery. */
    private void addUnjudged(List<EventCount> all, EventKind kind, int events, List<EventCount> activity) {
        int judged = 0;
        long last = Long.MIN_VALUE;
        for (EventCount one : activity) {
            if (one.metric().kind() == kind) {
                judged += one.count();
                last = Math.max(last, one.quarter());
            }
        }
        if (events > judged) {
            long quarter = judged == 0 ? Tally.quarter(createdAt) : last;
            all.add(new EventCount(Metric.unjudged(kind), quarter, events - judged));
        }
    }

    /**
     * A judgement with its activity as far as it is known, if an earlier version judged events that are deleted now: all at
     * the time of the first by a person, or of the delivery.
     */
    Judgement withKnownActivity(Judgement judgement) {
        List<EventCount> known = new ArrayList<>();
        addKnown(known, EventKind.OPEN, judgement.opens());
        addKnown(known, EventKind.CLICK, judgement.clicks());
        return judgement.with(EventCount.summed(known));
    }

    private void addKnown(List<EventCount> known, EventKind kind, VerdictCounts counts) {
        Instant first = counts.firstPersonAt();
        long quarter = Tally.quarter(first == null ? createdAt : first);
        Map<Metric, Integer> metrics = new EnumMap<>(Metric.class);
        counts.classes().forEach((type, count) -> metrics.put(Metric.of(kind, type), count));
        if (counts.repeated() > 0) {
            metrics.put(Metric.repeated(kind), counts.repeated());
        }
        metrics.forEach((metric, count) -> known.add(new EventCount(metric, quarter, count)));
    }
}
