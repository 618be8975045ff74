package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.model.StoredConstant;
import telltale.store.Tally;

/**
 * The counters of what came back, by campaign and the quarter hour in which deliveries were created. It also knows the campaigns
 * in which mailboxes were missing of late, so that a search for failing campaigns does not read all of them.
 */
final class ReportCounters {
    /** A condition that counters {@code r} of failures meet: a reply of a mail server, or a report. */
    static final String IS_FAILURE = "r.kind in (0, " + ReportKind.BOUNCE.number() + ")";

    /** A condition that counters {@code r} of mailboxes and domains that do not exist meet. */
    static final String IS_HARD_FAILURE = IS_FAILURE + " and r.reason in " + hardReasons();

    private static final int REPLY = 0;
    /** How long a campaign counts as failing of late: longer than any transaction that counts runs on. */
    private static final Duration LATELY = Duration.ofMinutes(2);

    private static final RowBatch ADD = new RowBatch("""
            insert into campaign_reports (campaign, quarter, kind, reason, shard, deliveries) values %s
            on conflict (campaign, quarter, kind, reason, shard)
            do update set deliveries = campaign_reports.deliveries + excluded.deliveries""", 6);
    private static final Sql FAILURES = Sql.of("""
            select r.reason, sum(r.deliveries) as failures from campaign_reports r
            where r.campaign = :campaign and r.quarter >= :from and r.quarter < :to and %s
            group by r.reason having sum(r.deliveries) > 0""".formatted(IS_FAILURE));

    private final int shard;
    /** The campaigns with hard failures, and when one was counted last, in nanoseconds. */
    private final Map<Long, Long> failing = new ConcurrentHashMap<>();

    /**
     * @param shard the shard that this node writes
     */
    ReportCounters(int shard) {
        this.shard = shard;
    }

    /**
     * The key of a counter. Counters are locked in this order.
     *
     * @param campaign 0 for deliveries without one
     * @param quarter the quarter hour in which the deliveries were created
     * @param kind the number of a {@link ReportKind}, or 0 for the reply of a mail server
     * @param reason the number of a {@link FailureReason}, or 0
     */
    record Key(long campaign, long quarter, int kind, int reason) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byCampaign = Long.compare(campaign, other.campaign);
            int byQuarter = byCampaign != 0 ? byCampaign : Long.compare(quarter, other.quarter);
            int byKind = byQuarter != 0 ? byQuarter : Integer.compare(kind, other.kind);
            return byKind != 0 ? byKind : Integer.compare(reason, other.reason);
        }

        private boolean isHard() {
            return (kind == REPLY || kind == ReportKind.BOUNCE.number())
                    && reason != 0
                    && StoredConstant.of(FailureReason.class, reason).type() == FailureClass.HARD;
        }
    }

    /** The key of the deliveries that a mail server refused, or that it could not be handed. */
    static Key reply(long campaign, Instant createdAt, int reason) {
        return new Key(campaign, Tally.quarter(createdAt), REPLY, reason);
    }

    /** Changes of counters by the reports of deliveries. */
    static final class Changes {
        private final Map<Key, Integer> changes = new TreeMap<>();

        /** Adds deliveries of a campaign to the counters of some kinds, each with the number of a reason. */
        void add(long campaign, long quarter, Map<ReportKind, Integer> counted, int deliveries) {
            counted.forEach((kind, reason) ->
                    changes.merge(new Key(campaign, quarter, kind.number(), reason), deliveries, Integer::sum));
        }
    }

    /** Adds the changes by reports. */
    void add(Connection connection, Changes changes) throws SQLException {
        changes.changes.values().removeIf(change -> change == 0);
        add(connection, changes.changes);
    }

    /** Adds changes of counters. */
    void add(Connection connection, Map<Key, Integer> changes) throws SQLException {
        changes.keySet().stream()
                .filter(key -> key.campaign != 0 && key.isHard())
                .forEach(key -> failing.put(key.campaign, System.nanoTime()));
        ADD.run(connection, List.copyOf(new TreeMap<>(changes).entrySet()), (insert, from, change) -> {
            insert.setLong(from, change.getKey().campaign);
            insert.setLong(from + 1, change.getKey().quarter);
            insert.setInt(from + 2, change.getKey().kind);
            insert.setInt(from + 3, change.getKey().reason);
            insert.setInt(from + 4, shard);
            insert.setInt(from + 5, change.getValue());
        });
    }

    /** The campaigns for which this process counted missing mailboxes of late. */
    Set<Long> failingLately() {
        long now = System.nanoTime();
        failing.values().removeIf(counted -> now - counted > LATELY.toNanos());
        return Set.copyOf(failing.keySet());
    }

    /** The number of a campaign's deliveries that failed or bounced, by reason. */
    Map<FailureReason, Long> failures(
            Connection connection, Database database, long campaign, long fromQuarter, long toQuarter)
            throws SQLException {
        Map<FailureReason, Long> failures = new EnumMap<>(FailureReason.class);
        FAILURES.on(connection, database)
                .bind("campaign", campaign)
                .bind("from", fromQuarter)
                .bind("to", toQuarter)
                .each(row -> failures.put(
                        StoredConstant.of(FailureReason.class, row.integer("reason")), row.number("failures")));
        return failures;
    }

    private static String hardReasons() {
        return Arrays.stream(FailureReason.values())
                .filter(reason -> reason.type() == FailureClass.HARD)
                .map(reason -> String.valueOf(reason.number()))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
