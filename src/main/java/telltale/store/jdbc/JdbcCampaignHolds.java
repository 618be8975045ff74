package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.store.CampaignHolds;

/** The held campaigns in a relational database. */
final class JdbcCampaignHolds implements CampaignHolds {
    /** How often all campaigns are searched; between, those in which this process counted a failure of late. */
    private static final Duration FULL_SEARCH = Duration.ofMinutes(10);

    private static final String SELECT = """
            select c.number, c.name,
                coalesce((select sum(r.deliveries) from campaign_reports r where r.campaign = c.number and %s), 0)
                    as failures,
                coalesce((select sum(d.deliveries) from campaign_deliveries d
                    where d.campaign = c.number and d.state in ('accepted', 'bounced', 'refused', 'failed')), 0) as attempts,
                c.resumed_failures, c.resumed_attempts
            from campaigns c where\040""".formatted(ReportCounters.IS_HARD_FAILURE);

    private static final Sql BY_NAME = Sql.of(SELECT + "c.name = :name");
    private static final Sql NAME = Sql.of("select name from campaigns where number = :campaign and held_at is null");
    private static final Sql HELD = Sql.of("select name, held_at from campaigns where held_at is not null");
    private static final Sql FAILING = Sql.of("select r.campaign from campaign_reports r where r.campaign > 0 and "
            + ReportCounters.IS_HARD_FAILURE + " group by r.campaign having sum(r.deliveries) >= :least");
    private static final Sql HOLD =
            Sql.of("update campaigns set held_at = :now where name = :campaign and held_at is null");
    private static final Sql RESUME = Sql.of("""
            update campaigns set held_at = null, resumed_failures = :failures, resumed_attempts = :attempts
            where number = :campaign and held_at is not null""");

    private final Database database;
    private final ReportCounters counters;
    private final HeldMails mails;
    /** When all campaigns were searched last, in nanoseconds; null: never. */
    private volatile @Nullable Long searchedAt;

    JdbcCampaignHolds(Database database, ReportCounters counters, Dialect dialect) {
        this.database = database;
        this.counters = counters;
        this.mails = new HeldMails(database, dialect);
    }

    /**
     * A campaign with the counts of all its time.
     *
     * @param since the counts at the last resumption
     */
    private record Counted(long number, String name, Counts all, Counts since) {
        Standing standing() {
            return new Standing(
                    name, Math.max(0, all.failures - since.failures), Math.max(0, all.attempts - since.attempts));
        }
    }

    private record Counts(long failures, long attempts) {}

    @Override
    public List<String> candidates(double share, long minAttempts) {
        return database.read("searching failing campaigns", connection -> {
            List<String> names = new ArrayList<>();
            for (long campaign : failing(connection, share, minAttempts)) {
                NAME.on(connection, database)
                        .bind("campaign", campaign)
                        .first(row -> row.text("name"))
                        .ifPresent(names::add);
            }
            return names;
        });
    }

    private Iterable<Long> failing(Connection connection, double share, long minAttempts) throws SQLException {
        Long before = searchedAt;
        long now = System.nanoTime();
        if (before != null && now - before < FULL_SEARCH.toNanos()) {
            return counters.failingLately();
        }
        List<Long> all = FAILING.on(connection, database)
                .bind("least", (long) Math.ceil(share * minAttempts))
                .all(row -> row.number("campaign"));
        searchedAt = now;
        return all;
    }

    @Override
    public List<Standing> standings(List<String> campaigns) {
        return campaigns.isEmpty()
                ? List.of()
                : database.read("counting the failures of campaigns", connection -> {
                    List<Standing> found = new ArrayList<>();
                    for (String campaign : campaigns) {
                        counted(connection, campaign).map(Counted::standing).ifPresent(found::add);
                    }
                    return found;
                });
    }

    private Optional<Counted> counted(Connection connection, String campaign) throws SQLException {
        return BY_NAME.on(connection, database).bind("name", campaign).first(JdbcCampaignHolds::counted);
    }

    private static Counted counted(Row row) throws SQLException {
        return new Counted(
                row.number("number"),
                row.text("name"),
                new Counts(row.number("failures"), row.number("attempts")),
                new Counts(row.number("resumed_failures"), row.number("resumed_attempts")));
    }

    @Override
    public boolean hold(String campaign, Instant now) {
        return database.write(
                "holding a campaign",
                connection -> HOLD.on(connection, database)
                                .bind("campaign", campaign)
                                .bind("now", now)
                                .update()
                        == 1);
    }

    @Override
    public Map<String, Instant> held() {
        return database.read("reading held campaigns", connection -> {
            Map<String, Instant> held = new HashMap<>();
            HELD.on(connection, database).each(row -> held.put(row.text("name"), row.instant("held_at")));
            return held;
        });
    }

    @Override
    public boolean resume(String campaign) {
        return database.write("resuming a campaign", connection -> {
            Optional<Counted> found = counted(connection, campaign);
            return found.isPresent()
                    && RESUME.on(connection, database)
                                    .bind("campaign", found.get().number)
                                    .bind("failures", found.get().all.failures)
                                    .bind("attempts", found.get().all.attempts)
                                    .update()
                            == 1;
        });
    }

    @Override
    public int release(int limit) {
        return database.write("releasing held mails", connection -> mails.release(connection, limit));
    }
}
