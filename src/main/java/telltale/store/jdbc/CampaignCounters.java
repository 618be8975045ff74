package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;
import telltale.model.ReportKind;
import telltale.store.CampaignCounts;
import telltale.store.CampaignNames;
import telltale.store.CampaignPage;
import telltale.store.CampaignPage.Campaign;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Tally;

/** The campaigns and their counters by quarter hour. Kind 1 is an open, kind 3 a click. */
final class CampaignCounters {
    /** The class of all events, since verdicts are not stored with them. */
    private static final int UNKNOWN_CLASS = 0;

    private static final RowBatch ADD_QUARTERS = upsert("campaign_counters", "quarter");
    private static final RowBatch ADD_DAYS = upsert("campaign_days", "day");

    /** The columns of deliveries as in {@link CampaignCounts}; {@code c} are rows of {@code campaign_deliveries}. */
    private static final String DELIVERIES = """
            sum(c.deliveries), sum(case when c.state in ('accepted', 'bounced') then c.deliveries else 0 end),
                sum(case c.state when 'bounced' then c.deliveries else 0 end), 0, 0, 0, 0, 0
            """;
    /** The columns of events as in {@link CampaignCounts}; {@code c} are events by kind. */
    private static final String EVENTS = """
            0, 0, 0, 0,
                sum(case c.kind when 1 then c.events else 0 end), sum(case c.kind when 1 then c.firsts else 0 end),
                sum(case c.kind when 3 then c.events else 0 end), sum(case c.kind when 3 then c.firsts else 0 end)
            """;

    /** The column after those of counts. */
    private static final int PROFILE = 10;

    private static final String PAGE = "with page as (select c.number, c.name from campaigns c where";
    /** The series of campaigns, one for each profile of their mails. */
    private static final String SERIES = Stream.of(PrivacyProfile.values())
                    .map(profile -> "(" + profile.number() + ", " + CampaignSeries.distance(profile) + ")")
                    .collect(Collectors.joining(", ", "with profiles (profile, distance) as (values ", ")"))
            + ", page as (select c.number + f.distance as number, c.name, f.profile from campaigns c"
            + " join profiles f on (c.profiles & (1 << f.profile)) <> 0 where";

    private static final int COMPLAINT = ReportKind.COMPLAINT.number();

    private final int shard;
    private final ReportCounters reports;

    /**
     * @param shard the shard that this node writes, so that nodes do not wait for each other
     */
    CampaignCounters(int shard) {
        this.shard = shard;
        this.reports = new ReportCounters(shard);
    }

    /** The counters of what came back. */
    ReportCounters reports() {
        return reports;
    }

    /** The number of a campaign, which is created with its first delivery; null for no campaign. */
    @Nullable
    Long number(Connection connection, @Nullable String name) throws SQLException {
        if (name == null) {
            return null;
        }
        Long existing = existing(connection, name);
        if (existing != null) {
            return existing;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into campaigns (name) values (?) on conflict do nothing")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
        return existing(connection, name);
    }

    /** Counts a new delivery in the quarter hour of its creation. */
    void add(Connection connection, @Nullable Long campaign, Instant createdAt, DeliveryState state)
            throws SQLException {
        add(connection, new Created(campaign == null ? 0 : campaign, Tally.quarter(createdAt)), state, 1);
    }

    /** Subtracts an erased delivery in its present state. */
    void remove(Connection connection, long campaign, Instant createdAt, DeliveryState state) throws SQLException {
        add(connection, new Created(campaign, Tally.quarter(createdAt)), state, -1);
    }

    /** Adds changes of campaigns' event counters by quarter hour, in the order of the keys. */
    void add(Connection connection, Map<CampaignCounter, Tally.Delta> quarters) throws SQLException {
        add(connection, ADD_QUARTERS, quarters);
        add(connection, ADD_DAYS, CampaignCounter.byDay(quarters));
    }

    private void add(Connection connection, RowBatch upsert, Map<CampaignCounter, Tally.Delta> changes)
            throws SQLException {
        upsert.run(connection, List.copyOf(changes.entrySet()), (statement, from, change) -> {
            statement.setLong(from, change.getKey().series());
            statement.setLong(from + 1, change.getKey().time());
            statement.setInt(from + 2, change.getKey().kind());
            statement.setInt(from + 3, UNKNOWN_CLASS);
            statement.setInt(from + 4, shard);
            statement.setLong(from + 5, change.getValue().events());
            statement.setLong(from + 6, change.getValue().aggregated());
            statement.setLong(from + 7, change.getValue().firsts());
        });
    }

    private static RowBatch upsert(String table, String time) {
        return new RowBatch("""
                insert into %1$s (campaign, %2$s, kind, class, shard, events, folded, firsts) values %%s
                on conflict (campaign, %2$s, kind, class, shard) do update set
                    events = %1$s.events + excluded.events, folded = %1$s.folded + excluded.folded,
                    firsts = %1$s.firsts + excluded.firsts""".formatted(table, time), 8);
    }

    /** Updates the counters of deliveries that change their state. */
    void step(Connection connection, List<Step> steps) throws SQLException {
        // In one order, so that concurrent transactions do not deadlock.
        Map<Counted, Integer> changes = new TreeMap<>(Comparator.comparingLong(Counted::campaign)
                .thenComparingLong(Counted::quarter)
                .thenComparing(Counted::state));
        for (Step step : steps) {
            if (step.from != null) {
                changes.merge(new Counted(step.campaign, step.quarter, step.from), -1, Integer::sum);
            }
            changes.merge(new Counted(step.campaign, step.quarter, step.to), 1, Integer::sum);
        }
        for (Map.Entry<Counted, Integer> change : changes.entrySet()) {
            Counted counted = change.getKey();
            add(connection, new Created(counted.campaign, counted.quarter), counted.state, change.getValue());
        }
    }

    /**
     * A change of state of a delivery of a campaign (0 for none), created in a quarter hour.
     *
     * @param from null for a new one
     */
    record Step(long campaign, long quarter, @Nullable DeliveryState from, DeliveryState to) {
        Step(@Nullable Long campaign, Instant createdAt, @Nullable DeliveryState from, DeliveryState to) {
            this(campaign == null ? 0 : campaign, Tally.quarter(createdAt), from, to);
        }
    }

    private record Counted(long campaign, long quarter, DeliveryState state) {}

    /** A campaign (0 for none) and the quarter hour in which deliveries were created. */
    private record Created(long campaign, long quarter) {}

    private void add(Connection connection, Created created, DeliveryState state, int deliveries) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into campaign_deliveries (campaign, quarter, state, shard, deliveries) values (?, ?, ?, ?, ?)
                on conflict (campaign, quarter, state, shard)
                do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries""")) {
            upsert.setLong(1, created.campaign);
            upsert.setLong(2, created.quarter);
            upsert.setString(3, state.wireName());
            upsert.setInt(4, shard);
            upsert.setInt(5, deliveries);
            upsert.executeUpdate();
        }
    }

    /** A page of campaigns with their counts. */
    CampaignPage page(Connection connection, CampaignQuery query) throws SQLException {
        CampaignNames names = names(connection, query.part(), query.before(), query.limit());
        return new CampaignPage(campaigns(connection, names.names(), query), names.next());
    }

    /** Campaigns with their counts in the time of a query. */
    List<Campaign> campaigns(Connection connection, List<String> names, CampaignQuery query) throws SQLException {
        Map<String, CampaignCounts> counts = new HashMap<>();
        addDeliveries(connection, names, query, counts);
        addComplaints(connection, names, query, counts);
        Map<String, Map<PrivacyProfile, CampaignCounts>> events = events(connection, names, query);
        return names.stream()
                .map(name -> new Campaign(
                        name, counts.getOrDefault(name, CampaignCounts.NONE), events.getOrDefault(name, Map.of())))
                .toList();
    }

    /** A page of campaigns without their counts. */
    CampaignNames names(Connection connection, String part, @Nullable String before, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select name from campaigns
                where number < coalesce((select number from campaigns where name = ?), ?)
                    and lower(name) like lower(?) escape '!' order by number desc limit ?""")) {
            select.setString(1, before);
            select.setLong(2, before == null ? Long.MAX_VALUE : 0);
            select.setString(3, "%" + part.replaceAll("[!%_]", "!$0") + "%");
            select.setInt(4, limit + 1);
            List<String> names = RowMapping.all(select, row -> row.getString(1));
            return names.size() <= limit
                    ? new CampaignNames(names, null)
                    : new CampaignNames(List.copyOf(names.subList(0, limit)), names.get(limit - 1));
        }
    }

    /**
     * The counts of a campaign between each of these quarter hours and the next one, under the first of the two; without
     * empty spans.
     */
    Optional<List<CampaignQuarter>> quarters(
            Connection connection, String name, PrivacyProfile profile, List<Long> bounds) throws SQLException {
        Long campaign = existing(connection, name);
        if (campaign == null) {
            return Optional.empty();
        }
        Map<Long, CampaignCounts> found = new TreeMap<>();
        // The spans come first in the join, so that the index is used for each of them.
        addSpans(connection, campaign, found, spans(bounds) + "select spans.first, " + DELIVERIES + """
                from spans cross join campaign_deliveries c
                where c.campaign = ? and c.quarter >= spans.first and c.quarter < spans.last group by spans.first""");
        addSpans(connection, campaign, found, spans(bounds) + """
                select spans.first, 0, 0, 0, sum(c.deliveries), 0, 0, 0, 0
                from spans cross join campaign_reports c
                where c.campaign = ? and c.quarter >= spans.first and c.quarter < spans.last and c.kind = %d
                group by spans.first""".formatted(COMPLAINT));
        boolean wholeDays = bounds.stream().allMatch(bound -> bound % Tally.QUARTERS_PER_DAY == 0);
        addSpans(
                connection,
                CampaignSeries.of(campaign, profile),
                found,
                spans(bounds) + "select spans.first, " + EVENTS
                        + """
                from spans cross join %1$s c
                where c.campaign = ? and c.%2$s >= spans.first / %3$d and c.%2$s < spans.last / %3$d and c.kind in (1, 3)
                group by spans.first""".formatted(
                                        wholeDays ? "campaign_days" : "campaign_counters",
                                        wholeDays ? "day" : "quarter",
                                        wholeDays ? Tally.QUARTERS_PER_DAY : 1));
        return Optional.of(found.entrySet().stream()
                .map(span -> new CampaignQuarter(span.getKey(), span.getValue()))
                .toList());
    }

    private static String spans(List<Long> bounds) {
        StringJoiner spans = new StringJoiner(", ", "with spans (first, last) as (values ", ")\n");
        for (int i = 1; i < bounds.size(); i++) {
            spans.add("(" + bounds.get(i - 1) + ", " + bounds.get(i) + ")");
        }
        return spans.toString();
    }

    private static void addSpans(Connection connection, long campaign, Map<Long, CampaignCounts> found, String sql)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.merge(row.getLong(1), counts(row), CampaignCounts::plus);
                }
            }
        }
    }

    private static void addDeliveries(
            Connection connection, List<String> names, CampaignQuery query, Map<String, CampaignCounts> counts)
            throws SQLException {
        addCounts(
                connection,
                names,
                counts,
                "select p.name, " + DELIVERIES + """
                from page p join campaign_deliveries c on c.campaign = p.number and c.quarter >= ? and c.quarter < ?
                group by p.name""",
                query.fromQuarter(),
                query.toQuarter());
    }

    private static void addComplaints(
            Connection connection, List<String> names, CampaignQuery query, Map<String, CampaignCounts> counts)
            throws SQLException {
        addCounts(connection, names, counts, """
                select p.name, 0, 0, 0, sum(c.deliveries), 0, 0, 0, 0
                from page p join campaign_reports c on c.campaign = p.number and c.quarter >= ? and c.quarter < ?
                where c.kind = ? group by p.name""", query.fromQuarter(), query.toQuarter(), COMPLAINT);
    }

    /** The opens and clicks of campaigns by profile. */
    private static Map<String, Map<PrivacyProfile, CampaignCounts>> events(
            Connection connection, List<String> names, CampaignQuery query) throws SQLException {
        Days days = Days.within(query.fromQuarter(), query.toQuarter());
        Map<String, Map<PrivacyProfile, CampaignCounts>> found = new HashMap<>();
        each(
                connection,
                names,
                SERIES,
                "select p.name, " + EVENTS + """
                , p.profile
                from (
                    select p.number, c.kind, c.events, c.firsts
                    from page p join campaign_days c on c.campaign = p.number and c.day >= ? and c.day < ?
                    union all
                    select p.number, c.kind, c.events, c.firsts
                    from page p join campaign_counters c on c.campaign = p.number and c.quarter >= ? and c.quarter < ?
                    union all
                    select p.number, c.kind, c.events, c.firsts
                    from page p join campaign_counters c on c.campaign = p.number and c.quarter >= ? and c.quarter < ?
                ) as c join page p on p.number = c.number
                group by p.name, p.profile""",
                row -> found.computeIfAbsent(row.getString(1), added -> new EnumMap<>(PrivacyProfile.class))
                        .put(PrivacyProfile.ofNumber(row.getInt(PROFILE)), counts(row)),
                days.first,
                days.end,
                query.fromQuarter(),
                Math.min(days.firstQuarter(), query.toQuarter()),
                Math.max(query.fromQuarter(), days.endQuarter()),
                query.toQuarter());
        return found;
    }

    /**
     * The number of a campaign's deliveries created in a range of quarter hours that failed or bounced, by reason.
     *
     * @return empty if the campaign does not exist
     */
    Optional<Map<FailureReason, Long>> failures(
            Connection connection, Database database, String name, long fromQuarter, long toQuarter)
            throws SQLException {
        Long campaign = existing(connection, name);
        return campaign == null
                ? Optional.empty()
                : Optional.of(reports.failures(connection, database, campaign, fromQuarter, toQuarter));
    }

    /**
     * Adds the counts that a query returns for campaigns.
     *
     * @param select a query of name and counts from {@code page}, the numbers and names of the campaigns
     * @param parameters the parameters of the query
     */
    private static void addCounts(
            Connection connection,
            List<String> names,
            Map<String, CampaignCounts> campaigns,
            String select,
            long... parameters)
            throws SQLException {
        each(
                connection,
                names,
                PAGE,
                select,
                row -> campaigns.merge(row.getString(1), counts(row), CampaignCounts::plus),
                parameters);
    }

    /** Reads a row of {@link #each}. */
    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /**
     * Reads each row of a query for campaigns.
     *
     * @param page the beginning of the query up to the condition for the names
     */
    private static void each(
            Connection connection, List<String> names, String page, String select, RowReader reader, long... parameters)
            throws SQLException {
        if (names.isEmpty()) {
            return;
        }
        String named = page + " c.name in (?" + ", ?".repeat(names.size() - 1) + "))\n";
        try (PreparedStatement counts = connection.prepareStatement(named + select)) {
            int position = 0;
            for (String name : names) {
                counts.setString(++position, name);
            }
            for (long parameter : parameters) {
                counts.setLong(++position, parameter);
            }
            try (ResultSet row = counts.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    /** Reads the counts after the first column. */
    private static CampaignCounts counts(ResultSet row) throws SQLException {
        return new CampaignCounts(
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9));
    }

    /** The whole days (UTC) in a range of quarter hours. The quarters before and after them are summed one by one. */
    private record Days(long first, long end) {
        static Days within(long fromQuarter, long toQuarter) {
            long first = -Math.floorDiv(-fromQuarter, Tally.QUARTERS_PER_DAY);
            return new Days(first, Math.max(first, Math.floorDiv(toQuarter, Tally.QUARTERS_PER_DAY)));
        }

        /** The first quarter of these days. */
        long firstQuarter() {
            return first * Tally.QUARTERS_PER_DAY;
        }

        /** The quarter after these days. */
        long endQuarter() {
            return end * Tally.QUARTERS_PER_DAY;
        }
    }

    private static @Nullable Long existing(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select number from campaigns where name = ?")) {
            select.setString(1, name);
            return RowMapping.first(select);
        }
    }
}
