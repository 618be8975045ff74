package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.PrivacyProfile;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics;

/** The statistics in a relational database: sums of the fewest counters that make up a range. */
final class JdbcStatistics implements Statistics {
    private static final Sql CAMPAIGN = Sql.of("select number from campaigns where name = :name");
    private static final Sql ANY =
            Sql.of("select 1 from statistics where campaign = :series and dimension = 0 limit 1");
    private static final Sql KEYS = Sql.of("select s.key, " + sums(Metric.ALL)
            + " from statistics s where s.campaign = :campaign and s.dimension = :dimension and s.level = :level"
            + " and s.time >= :first and s.time < :end group by s.key");
    /** The campaigns come first in the join, so that the index is used for each of them. */
    private static final Sql CAMPAIGNS =
            Sql.of("with newest as (select number, name from campaigns order by number desc limit :limit)"
                    + " select newest.name as key, " + sums(Metric.ALL) + " from newest cross join statistics s"
                    + " where s.campaign = newest.number + :distance and s.dimension = :dimension and s.level = :level"
                    + " and s.time >= :first and s.time < :end group by newest.name");

    private static final int HOURS_PER_WEEK = 7 * 24;
    /** The hours from Monday to the Thursday on which 1970 began. */
    private static final int FIRST_HOUR = 3 * 24;

    private final Database database;
    private final Dialect dialect;
    private final PrivacyProfile profile;
    private final CampaignLinks links;
    private final UncountedJudgements uncounted;

    JdbcStatistics(Database database, Dialect dialect, PrivacyProfile profile) {
        this.database = database;
        this.dialect = dialect;
        this.profile = profile;
        this.links = new CampaignLinks(database);
        this.uncounted = new UncountedJudgements(database);
    }

    private static String sums(Collection<Metric> metrics) {
        return metrics.stream()
                .map(metric -> "sum(s." + metric.column() + ") as " + metric.column())
                .collect(Collectors.joining(", "));
    }

    private static Figures figures(ResultSet row, Collection<Metric> metrics) throws SQLException {
        Map<Metric, Long> counts = new EnumMap<>(Metric.class);
        for (Metric metric : metrics) {
            counts.put(metric, row.getLong(metric.column()));
        }
        return Figures.of(counts);
    }

    /** A read of the statistics of one series. */
    @FunctionalInterface
    private interface Read<T> {
        T of(Connection connection, long series) throws SQLException;
    }

    private <T> Optional<T> read(@Nullable String name, Read<T> read) {
        return database.readConsistently("reading statistics", connection -> {
            Optional<Long> series = name == null
                    ? Optional.of(CampaignSeries.ofAll(profile))
                    : campaign(connection, name).map(number -> CampaignSeries.of(number, profile));
            return series.isEmpty() ? Optional.empty() : Optional.of(read.of(connection, series.get()));
        });
    }

    private Optional<Long> campaign(Connection connection, String name) throws SQLException {
        return CAMPAIGN.on(connection, database).bind("name", name).first(row -> row.number("number"));
    }

    @Override
    public Optional<List<Figures>> spans(@Nullable String campaign, List<Long> bounds) {
        TimeCover cover = new TimeCover(Dimension.TOTAL);
        for (int i = 1; i < bounds.size(); i++) {
            cover.add(i - 1, bounds.get(i - 1), bounds.get(i));
        }
        return read(campaign, (connection, number) -> {
            Map<Integer, Figures> found = new HashMap<>();
            for (Level level : cover.levels()) {
                addSpans(connection, number, level, cover.parts(level), found);
            }
            List<Figures> spans = new ArrayList<>();
            for (int i = 1; i < bounds.size(); i++) {
                spans.add(found.getOrDefault(i - 1, Figures.NONE));
            }
            return spans;
        });
    }

    /** Sums counters by span. */
    private void addSpans(
            Connection connection, long campaign, Level level, List<TimeCover.Part> parts, Map<Integer, Figures> found)
            throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        String values = parts.stream()
                .map(part -> "(" + part.span() + ", " + part.first() + ", " + part.end() + ")")
                .collect(Collectors.joining(", "));
        addFigures(
                connection,
                "with part (span, first, past) as (values " + values + ") select part.span, " + sums(Metric.ALL)
                        + " from part"
                        + dialect.joinByPart()
                                .formatted("s.campaign = " + campaign + " and s.dimension = "
                                        + Dimension.TOTAL.number() + " and s.level = " + level.number()
                                        + " and s.time >= part.first and s.time < part.past")
                        + " group by part.span",
                Metric.ALL,
                found);
    }

    /** Adds the figures of a query to those that were found before; numbers in its text depend on the number of spans. */
    private static void addFigures(
            Connection connection, String query, Collection<Metric> metrics, Map<Integer, Figures> found)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                found.merge(row.getInt(1), figures(row, metrics), Figures::plus);
            }
        }
    }

    @Override
    public Optional<Map<String, Figures>> keys(
            @Nullable String campaign, Dimension dimension, long fromQuarter, long toQuarter) {
        return read(
                campaign,
                (connection, number) -> byKey(
                        dimension,
                        fromQuarter,
                        toQuarter,
                        () -> KEYS.on(connection, database).bind("campaign", number)));
    }

    @Override
    public Map<String, Figures> campaigns(long fromQuarter, long toQuarter) {
        return database.readConsistently(
                "reading the statistics of campaigns",
                connection -> byKey(
                        Dimension.TOTAL,
                        fromQuarter,
                        toQuarter,
                        () -> CAMPAIGNS
                                .on(connection, database)
                                .bind("limit", MAX_CAMPAIGNS)
                                .bind("distance", CampaignSeries.distance(profile))));
    }

    /** A query of one of the levels that make up a range. */
    @FunctionalInterface
    private interface Part {
        Sql.Query query() throws SQLException;
    }

    private static Map<String, Figures> byKey(Dimension dimension, long fromQuarter, long toQuarter, Part select)
            throws SQLException {
        TimeCover cover = new TimeCover(dimension);
        cover.add(0, fromQuarter, toQuarter);
        Map<String, Figures> found = new TreeMap<>();
        for (Level level : cover.levels()) {
            for (TimeCover.Part part : cover.parts(level)) {
                select.query()
                        .bind("dimension", dimension)
                        .bind("level", level)
                        .bind("first", part.first())
                        .bind("end", part.end())
                        .each(row -> found.merge(row.text("key"), figures(row.columns(), Metric.ALL), Figures::plus));
            }
        }
        found.values().removeIf(Figures::isZero);
        return found;
    }

    @Override
    public Optional<Map<Integer, Figures>> hoursOfWeek(
            @Nullable String campaign, List<Period> periods, Set<Metric> metrics) {
        return read(campaign, (connection, number) -> {
            Map<Integer, Figures> found = new TreeMap<>();
            for (Period period : periods) {
                addHours(connection, number, period, metrics, found);
            }
            found.values().removeIf(Figures::isZero);
            return found;
        });
    }

    /** Sums hours if those of the zone are those of UTC, and the quarter hours at the ends; otherwise quarter hours. */
    private static void addHours(
            Connection connection, long campaign, Period period, Set<Metric> metrics, Map<Integer, Figures> found)
            throws SQLException {
        int perHour = Level.HOUR.quarters();
        long first = period.from();
        long end = period.from();
        if (period.offset() % perHour == 0) {
            first = Math.min(period.to(), -Math.floorDiv(-period.from(), perHour) * perHour);
            end = Math.max(first, Math.floorDiv(period.to(), perHour) * perHour);
            String local = "s.time + " + period.offset() / perHour;
            addHours(connection, campaign, Level.HOUR, first / perHour, end / perHour, local, metrics, found);
        }
        String local = "(s.time + " + period.offset() + ") / " + perHour;
        addHours(connection, campaign, Level.QUARTER, period.from(), first, local, metrics, found);
        addHours(connection, campaign, Level.QUARTER, end, period.to(), local, metrics, found);
    }

    private static void addHours(
            Connection connection,
            long campaign,
            Level level,
            long first,
            long end,
            String local,
            Set<Metric> metrics,
            Map<Integer, Figures> found)
            throws SQLException {
        if (first >= end) {
            return;
        }
        addFigures(
                connection,
                "select (" + local + " + " + FIRST_HOUR + ") % " + HOURS_PER_WEEK + " as hour, " + sums(metrics)
                        + " from statistics s where s.campaign = " + campaign + " and s.dimension = "
                        + Dimension.TOTAL.number() + " and s.level = " + level.number() + " and s.time >= " + first
                        + " and s.time < " + end + " group by 1",
                metrics,
                found);
    }

    @Override
    public Map<String, String> destinations(String campaign) {
        return database.read("reading the links of a campaign", connection -> {
            Optional<Long> number = campaign(connection, campaign);
            return number.isEmpty() ? Map.of() : links.destinations(connection, number.get());
        });
    }

    @Override
    public boolean isEmpty() {
        return !database.read(
                "looking for statistics",
                connection -> ANY.on(connection, database)
                        .bind("series", CampaignSeries.ofAll(profile))
                        .exists());
    }

    @Override
    public long countUncounted(long limit) {
        return uncounted.count(limit);
    }
}
